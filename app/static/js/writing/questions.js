// Questions and answers: added, taken out, moved. Without scripts two spare pairs stand at the end of the list.
// Disclosures: “None” is written by its button without leaving the page.
const place = document.querySelector("[data-questions]");
const most = Number(place?.dataset.questions ?? 0);
const NUMBER = /faq-\d+-/;

const told = made("p", { className: "unseen" });
const undo = made("p", { className: "verbs undo", hidden: true });
const adding = button("Add a question", "second", () => add());
let gone = null; // what was taken out last, and where it stood

if (place) {
  told.setAttribute("role", "status");
  undo.setAttribute("role", "status");
  place.querySelector(".hint").textContent = "Four to six questions with short answers. Empty ones are left out.";
  place.append(told, undo, made("p", { className: "verbs" }, adding));
  undo.append(made("span", {}), button("Put it back", "plain", putBack));
  pairs().forEach(equip);
  number();
}

function pairs() {
  return [...place.querySelectorAll(".pair")];
}

function equip(pair) {
  pair.append(made("p", { className: "verbs" },
    button("Move up", "plain", () => move(pair, -1)), button("Move down", "plain", () => move(pair, 1)), button("Take out", "plain", () => takeOut(pair))));
}

// Names, ids and labels follow the order on the page: the order in which they are saved.
function number() {
  const all = pairs();
  all.forEach((pair, at) => {
    pair.setAttribute("aria-label", `Question ${at + 1}`);
    for (const part of pair.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replaceAll(new RegExp(NUMBER, "g"), `faq-${at}-`));
      }
    }
    const [up, down, out] = pair.querySelectorAll(".verbs button");
    up.hidden = at === 0;
    down.hidden = at === all.length - 1;
    out.hidden = all.length === 1;
    for (const verb of [up, down, out]) verb.setAttribute("aria-label", `${verb.textContent}: question ${at + 1}`);
  });
  adding.hidden = all.length >= most;
}

function add() {
  const last = pairs().at(-1);
  const pair = last.cloneNode(true);
  pair.querySelectorAll(".fault").forEach((fault) => fault.remove());
  pair.querySelectorAll("input, textarea").forEach((field) => { field.value = field.defaultValue = ""; });
  pair.querySelector(".verbs").remove();
  last.after(pair);
  equip(pair);
  number();
  pair.querySelector("input").focus();
  say(`Question ${pairs().length} added.`);
}

function move(pair, by) {
  const verb = document.activeElement;
  const beside = by < 0 ? pair.previousElementSibling : pair.nextElementSibling;
  if (by < 0) beside.before(pair);
  else beside.after(pair);
  number();
  (verb.hidden ? [...pair.querySelectorAll(".verbs button")].find((other) => !other.hidden) : verb).focus();
  say(`Now question ${pairs().indexOf(pair) + 1} of ${pairs().length}.`);
  changed();
}

function takeOut(pair) {
  const at = pairs().indexOf(pair);
  gone = { pair, at };
  pair.remove();
  number();
  undo.firstChild.textContent = `Question ${at + 1} was taken out. `;
  undo.hidden = false;
  undo.lastChild.focus();
  changed();
}

function putBack() {
  if (!gone) return;
  const after = pairs()[gone.at];
  if (after) after.before(gone.pair);
  else pairs().at(-1).after(gone.pair);
  number();
  gone.pair.querySelector("input").focus();
  say(`Question ${gone.at + 1} is back.`);
  gone = null;
  undo.hidden = true;
  changed();
}

function say(words) {
  told.textContent = words;
}

function changed() {
  place.querySelector("input, textarea").dispatchEvent(new Event("input", { bubbles: true }));
}

function button(words, kind, act) {
  const verb = made("button", { type: "button", className: `button ${kind}`, textContent: words });
  verb.addEventListener("click", act);
  return verb;
}

function made(tag, given, ...children) {
  const one = Object.assign(document.createElement(tag), given);
  one.append(...children);
  return one;
}

for (const verb of document.querySelectorAll("[data-nothing]")) {
  const field = document.getElementById(verb.dataset.nothing);
  const follow = () => { verb.hidden = field.value.trim() !== ""; };
  field.addEventListener("input", follow);
  follow();
  verb.addEventListener("click", (click) => {
    click.preventDefault();
    field.value = "None.";
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
