// The rights form shows the fields that the answers so far ask for; wherever it stands.

// Only what the answers so far ask for. A field that is hidden keeps what was typed in it.
export function fit(rights) {
  const basis = answer(rights, "basis");
  const rest = rights.querySelector("[data-rest]");
  arrange(rights, rest, basis);
  for (const detail of rights.querySelectorAll(".detail")) {
    const asks = after(detail).filter(({ when }) => when.every(([name, wanted]) => wanted.includes(answer(rights, name))));
    const { words, plain } = detail.dataset;
    detail.hidden = !asks.length;
    if (words) relabel(detail, JSON.parse(words)[basis] ?? plain);
    oblige(detail, asks.some(({ needed }) => needed));
  }
  rest.hidden = !rest.querySelector(".detail:not([hidden])");
  rights.querySelector("[data-unanswered]").hidden = Boolean(basis);
}

// What few people have said stays in view, if it was said.
export function unfold(rights) {
  const rest = rights.querySelector("[data-rest]");
  rest.open = [...rest.querySelectorAll(".detail:not([hidden])")].some(filled);
}

// What few people have stands folded, all else in the open, in the order of the table; moved only with the right.
function arrange(rights, rest, basis) {
  if (rights.dataset.arranged === basis) return;
  rights.dataset.arranged = basis;
  const open = rights.querySelector(".asked");
  const details = [...rights.querySelectorAll(".asked > .detail, [data-rest] > .detail")].sort((one, two) => one.dataset.at - two.dataset.at);
  for (const detail of details) {
    const here = after(detail).filter(({ when }) => when.every(([name, wanted]) => name !== "basis" || wanted.includes(basis)));
    (here.length && here.every(({ folded }) => folded) ? rest : open).append(detail);
  }
  rest.querySelector("summary").textContent = "More, if you have it";
}

// `basis=own_work&at_work=yes!`: after these answers it is asked for, and needed; with a tilde it stands folded.
function after(detail) {
  return detail.dataset.asked.split(" ").map((said) => ({
    when: said.replace(/[!~]+$/, "").split("&").map((one) => one.split("=")).map(([name, wanted]) => [name, wanted.split(",")]),
    needed: said.includes("!"),
    folded: said.includes("~"),
  }));
}

function filled(detail) {
  return [...detail.querySelectorAll("input, select, textarea")].some((field) => (field.type === "radio" ? field.checked : field.value));
}

// “Optional” stands only beside what these answers do not need.
function oblige(detail, needed) {
  const label = detail.querySelector("legend, label");
  const mark = label.querySelector(".optional");
  if (mark) mark.hidden = needed;
  else if (!needed) label.append(" ", optional());
}

function relabel(detail, words) {
  detail.querySelector("legend, label").firstChild.textContent = `${words} `;
}

function answer(rights, name) {
  if (name === "evidence") return rights.querySelector("ul.evidence li") ? "files" : "";
  const fields = [...rights.querySelectorAll(`[name$="-${name}"]`)];
  return (fields.length > 1 || fields[0]?.type === "radio" ? fields.find((one) => one.checked) : fields[0])?.value ?? "";
}

function optional() {
  const mark = document.createElement("span");
  return Object.assign(mark, { className: "optional", textContent: "(optional)" });
}
