// Puts the editor over the textarea of the article. The textarea stays what is saved and sent: it is written to after an
// edit by the person and never before, and whatever else is put into it (another tab, a kept copy) is read again.
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { EditorState, Selection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { figures, placeFigure, typeSlot } from "./figures.js";
import { numbering } from "./footnotes.js";
import { keys, leaving, mayLink, typed } from "./keys.js";
import { panels } from "./panels.js";
import { coming } from "./pictures.js";
import { pasting } from "./pasting.js";
import { read } from "./reading.js";
import { tables } from "./tables.js";
import { toolbar } from "./toolbar.js";
import { markdown } from "./writing.js";

const PAUSE = 150; // ms of quiet before the text is written out
const CHOICE = "imprimatur:writing"; // how this person writes, in this browser
const VALUE = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");

const textarea = document.querySelector("textarea[data-composed]");
const composer = document.querySelector("[data-composer]");
if (textarea && composer) compose();

function compose() {
  const part = (name) => composer.querySelector(`[data-part=${name}]`);
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const hint = document.getElementById(`${textarea.id}-hint`);
  const [text, bar, told, chooser] = ["text", "tools", "told", "chooser"].map(part);
  const dialogues = panels(composer);
  let view = null, original = null, written = "", unwritten = false, ours = false, entered = false, wait = 0;

  function tell(words) {
    told.textContent = "";
    requestAnimationFrame(() => { told.textContent = words; });
  }

  function plugins() {
    return [
      leaving(tell), typed(), ...tables(), ...keys({ link: (state, dispatch, at) => mayLink(state) && (!dispatch || dialogues.open("link", at)) }),
      history(), dropCursor({ width: 3, color: false, class: "landing" }), gapCursor(), figures(), numbering(), pasting(tell), coming(), toolbar(bar, dialogues.open),
    ];
  }

  function fresh() {
    written = textarea.value;
    original = { text: written, doc: read(written) };
    return EditorState.create({ doc: original.doc, plugins: plugins() });
  }

  function show() {
    view = new EditorView({ mount: text }, {
      state: fresh(),
      editable: () => !textarea.readOnly && !textarea.disabled,
      dispatchTransaction(tr) {
        view.updateState(view.state.apply(tr));
        if (tr.docChanged) changed();
      },
      attributes: () => attributes(label, hint),
    });
  }

  function changed() {
    unwritten = true;
    clearTimeout(wait);
    wait = setTimeout(write, PAUSE);
  }

  function write() {
    clearTimeout(wait);
    if (!unwritten || !view) return;
    unwritten = false;
    const now = view.state.doc.eq(original.doc) ? original.text : markdown(view.state.doc);
    if (now === written) return;
    written = now;
    VALUE.set.call(textarea, now);
    ours = true;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    ours = false;
  }

  // Somebody else wrote into the textarea.
  function again() {
    if (!view || ours || textarea.value === written) return;
    unwritten = false;
    try {
      view.updateState(fresh());
    } catch (fault) {
      giveUp(fault);
    }
  }

  // A fault of the editor must not stand between a person and the text.
  function giveUp(fault) {
    reportError(fault);
    choose(false);
    tell("This text is shown as Markdown, because the editor could not read it.");
  }

  function choose(formatted) {
    if (view) { write(); dialogues.close(); view.destroy(); view = null; }
    try {
      if (formatted) show();
    } catch (fault) {
      return giveUp(fault);
    }
    composer.classList.toggle("plainly", !formatted);
    textarea.hidden = formatted;
    for (const one of composer.querySelectorAll("[data-formatted]")) one.hidden = !formatted;
    if (hint) hint.hidden = formatted;
    if (formatted) label.removeAttribute("for");
    else label.htmlFor = textarea.id;
    chooser.textContent = formatted ? "Write in Markdown" : "Write with formatting";
  }

  // From the image room; in a text nobody has been in yet, at its end.
  function place({ detail: { key } }) {
    if (!view) return typeSlot(textarea, key);
    if (!entered) view.dispatch(view.state.tr.setSelection(Selection.atEnd(view.state.doc)));
    placeFigure(key)(view.state, view.dispatch);
    view.focus();
    view.dom.querySelector(".ProseMirror-selectednode")?.scrollIntoView({ block: "center" });
  }

  function here() {
    if (view) view.focus();
    else textarea.focus();
  }

  label.id ||= `${textarea.id}-label`;
  label.addEventListener("click", () => view?.focus());
  textarea.before(composer);
  composer.hidden = false;
  choose(localStored() !== "markdown");
  chooser.addEventListener("click", () => {
    const formatted = !view;
    choose(formatted);
    localStored(formatted ? "formatted" : "markdown");
    here();
  });
  document.addEventListener("click", (press) => {
    if (!view || !press.target.closest?.(`a[href="#${textarea.id}"]`)) return;
    press.preventDefault();
    view.dom.scrollIntoView({ block: "nearest" });
    view.focus();
  });
  text.addEventListener("input", (typing) => typing.stopPropagation()); // what counts is what is written into the textarea
  text.addEventListener("focusin", () => { entered = true; });
  text.addEventListener("focusout", write);
  document.addEventListener("writing:place-figure", place);
  for (const name of ["submit", "pagehide", "beforeunload", "visibilitychange", "writing:flush"]) addEventListener(name, write, { capture: true });
  Object.defineProperty(textarea, "value", {
    configurable: true,
    get() { return VALUE.get.call(textarea); },
    set(words) { VALUE.set.call(textarea, words); again(); },
  });
  textarea.addEventListener("input", again);
  new MutationObserver(() => view?.setProps({})).observe(textarea, { attributeFilter: ["readonly", "disabled", "aria-invalid"] });
}

function attributes(label, hint) {
  const described = [`${textarea.id}-keys`, ...(textarea.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== hint?.id)];
  return {
    class: "body", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id, "aria-describedby": described.join(" "),
    spellcheck: "true", dir: "auto", ...(textarea.lang ? { lang: textarea.lang } : {}),
    ...(textarea.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}), ...(textarea.readOnly ? { "aria-readonly": "true" } : {}),
  };
}

// A browser may refuse to remember; then every visit begins with formatting.
function localStored(choice) {
  try {
    return choice ? localStorage.setItem(CHOICE, choice) : localStorage.getItem(CHOICE);
  } catch {
    return null;
  }
}
