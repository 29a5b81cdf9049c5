// Boxes above the text that ask the author something: a title, words, what else there is to see, buttons.
import { amount, between } from "./words.js";

const place = Object.assign(document.createElement("div"), { className: "offers", id: "offers" });

export function offer({ title, words, more = [], buttons, tone = "amber" }) {
  const sheet = document.querySelector(".writing > .sheet") ?? document.querySelector("form[data-saves]")?.parentNode;
  if (!place.isConnected) sheet?.prepend(place);
  const box = Object.assign(document.createElement("div"), { className: `notice ${tone}` });
  box.setAttribute("role", "alert");
  const head = Object.assign(document.createElement("h2"), { className: "title", textContent: title });
  const verbs = Object.assign(document.createElement("p"), { className: "verbs" });
  verbs.append(...buttons.map(([said, act], at) => button(said, act, at ? "second" : "main", verbs)));
  box.append(head, ...(words ? [Object.assign(document.createElement("p"), { textContent: words })] : []), ...more, verbs);
  place.append(box);
  return box;
}

// While one answer is carried out, no second can be given.
function button(words, act, kind, verbs) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `button ${kind}`, textContent: words });
  made.addEventListener("click", async () => {
    const all = verbs.querySelectorAll("button");
    all.forEach((one) => { one.disabled = true; });
    try {
      await act();
    } finally {
      all.forEach((one) => { one.disabled = false; });
    }
  });
  return made;
}

// One version of a text, with the words marked that stand only there; white space alone is named.
export function version(title, from, to) {
  const { come, gone, lead, trail } = between(from, to);
  const said = come.join("");
  const mark = Object.assign(document.createElement("mark"), { textContent: said.trim() ? said : `(${amount(come)})` });
  const shown = come.length ? [mark] : gone.length ? [`(without ${amount(gone)})`] : [];
  const room = said.trim() ? "" : " ";
  const block = Object.assign(document.createElement("blockquote"), { dir: "auto" });
  block.append(lead && `… ${lead}${room}`, ...shown, trail && `${room}${trail} …`);
  const figure = Object.assign(document.createElement("figure"), { className: "version" });
  figure.append(Object.assign(document.createElement("figcaption"), { textContent: title }), block);
  return figure;
}
