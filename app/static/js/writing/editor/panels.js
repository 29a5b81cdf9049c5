// The two small dialogues under the tools: the address of a link, and the choice of an image. Escape goes back to the text.
import { TextSelection } from "prosemirror-state";
import { address } from "./dialect.js";
import { pictures, placedKeys, placeFigure } from "./figures.js";
import { schema } from "./schema.js";

const { link } = schema.marks;
const OURS = /^(?:https?:\/\/[^\s/]|mailto:[^\s@]+@)/i;
const REFUSED = "This is no address of a page: it begins with https:// or is an e-mail address.";

export function panels(place) {
  const all = Object.fromEntries([...place.querySelectorAll("[data-panel]")].map((panel) => [panel.dataset.panel, panel]));
  let back = null;

  function open(name, view) {
    close();
    back = view;
    (name === "link" ? askAddress : askImage)(all[name], view, close);
    all[name].hidden = false;
    all[name].querySelector("input:not([hidden] *), button").focus();
    return true;
  }

  function close() {
    Object.values(all).forEach((panel) => { panel.hidden = true; });
    const view = back;
    back = null;
    view?.focus();
  }

  for (const panel of Object.values(all)) {
    panel.addEventListener("input", (typing) => typing.stopPropagation()); // not part of the draft
    panel.addEventListener("change", (typing) => typing.stopPropagation());
    panel.addEventListener("keydown", (press) => {
      if (press.key === "Escape") close();
      if (press.key !== "Enter" || press.target.localName !== "input") return;
      press.preventDefault(); // would send the form
      panel.querySelector("[data-act=apply]").click();
    });
    panel.querySelector("[data-act=cancel]").addEventListener("click", close);
  }
  return { open, close: () => { back = null; close(); } };
}

// What is typed as an address of a page or of a person, or nothing where it is neither.
export function linkTo(typed) {
  const said = typed.trim();
  const guessed = /^[^\s@/:]+@[^\s@]+\.[^\s@]+$/.test(said) ? `mailto:${said}` : /^[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?$/.test(said) ? `https://${said}` : said;
  return OURS.test(guessed) ? address(guessed) : null;
}

function askAddress(panel, view, close) {
  const { state } = view;
  const own = linkAround(state);
  const [words, where] = ["words", "address"].map((name) => panel.querySelector(`[data-field=${name}]`));
  const fault = panel.querySelector(".fault");
  const bare = state.selection.empty && !own;
  words.closest(".field").hidden = !bare;
  words.value = "";
  where.value = own?.mark.attrs.href ?? "";
  where.removeAttribute("aria-invalid");
  fault.hidden = true;
  const remove = panel.querySelector("[data-act=remove]");
  remove.hidden = !own;
  remove.onclick = () => { view.dispatch(state.tr.removeMark(own.from, own.to, link)); close(); };
  panel.querySelector("[data-act=apply]").onclick = () => {
    const href = linkTo(where.value);
    fault.hidden = Boolean(href);
    fault.textContent = href ? "" : REFUSED;
    if (!href) { where.setAttribute("aria-invalid", "true"); return where.focus(); }
    view.dispatch(linked(state, own ?? state.selection, href, bare ? words.value.trim() || where.value.trim() : ""));
    close();
  };
}

function linked(state, { from, to }, href, words) {
  const tr = state.tr;
  if (words) tr.insertText(words, from, to);
  const end = words ? from + words.length : to;
  tr.removeMark(from, end, link).addMark(from, end, link.create({ href }));
  return tr.setSelection(TextSelection.create(tr.doc, end)).removeStoredMark(link);
}

// The whole link in which the cursor stands.
function linkAround(state) {
  const { $from } = state.selection;
  const after = $from.parent.childAfter($from.parentOffset);
  const touched = [after, $from.parent.childBefore($from.parentOffset)].find(({ node }) => node && link.isInSet(node.marks));
  if (!touched) return null;
  const mark = link.isInSet(touched.node.marks);
  let from = touched.index, to = touched.index + 1;
  while (from > 0 && mark.isInSet($from.parent.child(from - 1).marks)) from--;
  while (to < $from.parent.childCount && mark.isInSet($from.parent.child(to).marks)) to++;
  return { mark, from: $from.posAtIndex(from), to: $from.posAtIndex(to) };
}

function askImage(panel, view, close) {
  const taken = placedKeys(view.state.doc);
  const choices = panel.querySelector("[data-choices]");
  const found = pictures();
  panel.querySelector("[data-none]").hidden = found.length > 0;
  choices.hidden = !found.length;
  choices.replaceChildren(...found.map((image) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "choice-of-image" });
    if (image.thumbnail) button.append(Object.assign(document.createElement("img"), { src: image.thumbnail, alt: "" }));
    button.append(Object.assign(document.createElement("span"), { textContent: image.name, dir: "auto" }));
    if (taken.has(image.key)) button.append(Object.assign(document.createElement("small"), { textContent: "in the text: moves here" }));
    button.addEventListener("click", () => { placeFigure(image.key)(view.state, view.dispatch); close(); });
    const line = document.createElement("li");
    line.append(button);
    return line;
  }));
}
