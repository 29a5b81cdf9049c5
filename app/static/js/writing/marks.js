// "Saved 2 minutes ago", wherever a page has a [data-saved-mark]; and for screen readers what they must hear: that
// something is not saved, and that it is again. A save that went well is seen and not said.
import { ago } from "./words.js";

const marks = [...document.querySelectorAll("[data-saved-mark]")];
const said = Object.assign(document.createElement("p"), { className: "unseen" });
said.setAttribute("role", "status");

let savedAt = Date.parse(marks[0]?.dataset.at ?? "");
let trouble = "";

if (marks.length) {
  const sheet = document.querySelector(".writing > .sheet");
  (sheet ?? marks[0].parentNode).append(said);
  setInterval(refresh, 15_000);
  refresh();
}

function refresh() {
  if (!trouble && savedAt && marks[0].dataset.state !== "saving") show(`Saved ${ago(savedAt)}`);
}

function show(words, state = marks[0]?.dataset.state, more = null) {
  for (const mark of marks) {
    mark.replaceChildren(words, ...(more ? [" ", Object.assign(document.createElement("a"), { href: more.href, textContent: more.words })] : []));
    if (state) mark.dataset.state = state;
  }
}

// Typed and not yet sent; the words stay as they are.
export function changed() {
  if (!trouble) marks.forEach((mark) => { mark.dataset.state = "changed"; });
}

export function saving() {
  if (!trouble) show("Saving…", "saving");
}

export function saved(at = Date.now()) {
  savedAt = at;
  if (trouble) announce("Saved again. Nothing was lost.");
  trouble = "";
  show(`Saved ${ago(savedAt)}`, "saved");
}

// What stands was saved then, here or elsewhere, and nothing waits.
export function stands(at) {
  savedAt = at;
  trouble = "";
  show(`Saved ${ago(savedAt)}`, "saved");
}

// `state` is "late" while we try again by ourselves, "failed" where the author must do something.
export function failed(words, state, more) {
  if (trouble !== words) announce(words);
  trouble = words;
  show(words, state, more);
}

export function announce(words) {
  said.textContent = words;
}
