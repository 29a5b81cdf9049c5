// Figures: an image of the image room, placed in the text by its key. What is shown of it is looked up in the room.
import { Fragment, Slice } from "prosemirror-model";
import { NodeSelection, Plugin } from "prosemirror-state";
import { dropPoint } from "prosemirror-transform";
import { unfold } from "../folding.js";
import { found } from "./footnotes.js";
import { schema } from "./schema.js";
import { putBlock } from "./tables.js";

export const DRAGGED = "application/x-imprimatur-key"; // set by the image room on an image that is dragged
const { figure } = schema.nodes;
const KEY = /^[a-z0-9][a-z0-9-]{0,63}$/;
const shown = new Set();

// Every image of the room that may stand in a text.
export function pictures() {
  return [...document.querySelectorAll(".images-room > li")].map(about).filter(({ key, refused }) => key && !refused);
}

function about(item) {
  const said = (name) => item.querySelector(`[name$="-${name}"]`)?.value.trim() ?? "";
  const key = item.dataset.key ?? /!\[\[(.+)\]\]/.exec(item.querySelector("code")?.textContent ?? "")?.[1];
  return {
    key, item, name: item.dataset.name || key, refused: item.dataset.state === "refused",
    thumbnail: item.dataset.thumbnail || item.querySelector(".picture img")?.getAttribute("src") || "",
    sizes: item.querySelector(".picture img")?.getAttribute("srcset") ?? "",
    alt: said("alt"), caption: said("caption"), credit: said("credit"),
  };
}

export function figures() {
  return new Plugin({
    props: {
      nodeViews: { figure: (node) => new Placed(node) },
      handleDOMEvents: { dragenter: announced, dragover: announced },
      handleDrop: dropped,
    },
    view: (view) => ({ destroy: watching(view) }),
  });
}

// A figure follows its image: alt text and caption as they are typed, the picture once it has been looked into.
function watching(view) {
  const forget = () => { if (view.dragging?.announced) view.dragging = null; };
  const room = document.querySelector(".images-room");
  const redraw = () => shown.forEach((view) => view.draw());
  const watcher = new MutationObserver(redraw);
  if (room) watcher.observe(room, { childList: true, subtree: true, attributeFilter: ["data-thumbnail", "data-name", "data-state", "src"] });
  room?.addEventListener("input", redraw);
  document.addEventListener("dragend", forget);
  return () => {
    watcher.disconnect();
    room?.removeEventListener("input", redraw);
    document.removeEventListener("dragend", forget);
  };
}

class Placed {
  constructor(node) {
    this.node = node;
    this.dom = document.createElement("figure");
    this.dom.className = "figure placed";
    shown.add(this);
    this.draw();
  }

  draw() {
    const { key } = this.node.attrs;
    const image = pictures().find((one) => one.key === key);
    this.dom.classList.toggle("absent", !image);
    this.dom.replaceChildren(...(image ? drawn(image) : [part("p", "hint", `There is no image named ${key}: readers see nothing here.`)]));
  }

  update(node) {
    if (node.type !== figure) return false;
    if (node.attrs.key !== this.node.attrs.key) { this.node = node; this.draw(); }
    return true;
  }

  ignoreMutation() { return true; }

  destroy() { shown.delete(this); }
}

function drawn({ name, thumbnail, sizes, alt, caption, credit }) {
  const picture = thumbnail ? Object.assign(document.createElement("img"), { sizes: "(min-width: 42rem) 36rem, 100vw", srcset: sizes, src: thumbnail, alt: alt || `Image ${name}, not described yet`, draggable: false }) : part("p", "hint", `${name}: being checked …`);
  const words = document.createElement("figcaption");
  words.append(part("span", caption ? "caption" : "credit", caption || name), ...(credit ? [part("span", "credit", credit)] : []));
  return [picture, words];
}

function part(tag, className, textContent) {
  return Object.assign(document.createElement(tag), { className, textContent });
}

// Until it is dropped a browser tells the kind of what is dragged, not what it is: any figure shows where it would land.
function announced(view, event) {
  if (!view.dragging && event.dataTransfer?.types.includes(DRAGGED)) view.dragging = { slice: sliceOf("x"), move: false, announced: true };
  return false;
}

function dropped(view, event) {
  const key = event.dataTransfer?.getData(DRAGGED) ?? "";
  if (!event.dataTransfer?.types.includes(DRAGGED)) return false;
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (!KEY.test(key) || !at) return true;
  const pos = dropPoint(view.state.doc, at.pos, sliceOf(key)) ?? view.state.doc.content.size;
  const tr = view.state.tr;
  placed(tr, key, () => tr.insert(tr.mapping.map(pos), figure.create({ key })) && tr.mapping.map(pos, -1));
  view.dispatch(tr.setMeta("uiEvent", "drop"));
  view.focus();
  return true;
}

// At a place of the text, and the cursor stays where it is; false where the figure stands somewhere already.
export function figureAt(view, key, at) {
  if (placedKeys(view.state.doc).has(key)) return false;
  const pos = dropPoint(view.state.doc, at, sliceOf(key)) ?? view.state.doc.content.size;
  view.dispatch(view.state.tr.insert(pos, figure.create({ key })));
  return true;
}

function sliceOf(key) {
  return new Slice(Fragment.from(figure.create({ key })), 0, 0);
}

// A figure stands once in a text: it is taken from where it stood. `put` gives its new place.
function placed(tr, key, put) {
  found(tr.doc, figure).reverse().filter(({ node }) => node.attrs.key === key).forEach(({ pos }) => tr.delete(pos, pos + 1));
  const pos = put();
  tr.setSelection(NodeSelection.create(tr.doc, pos));
}

export function placeFigure(key) {
  return (state, dispatch) => {
    const tr = state.tr;
    placed(tr, key, () => putBlock(tr, figure.create({ key })));
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

// The same in plain Markdown: on a line of its own, once.
export function typeSlot(textarea, key) {
  const slot = `![[${key}]]`;
  const at = textarea.selectionEnd;
  if (!textarea.value.split("\n").includes(slot)) {
    textarea.setRangeText(`${at ? "\n\n" : ""}${slot}\n\n`, at, at, "end");
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  }
  textarea.focus();
}

export function placedKeys(doc) {
  return new Set(found(doc, figure).map(({ node }) => node.attrs.key));
}

export function selectedFigure(state) {
  return state.selection instanceof NodeSelection && state.selection.node.type === figure ? state.selection.node : null;
}

// The card of the selected image, to describe it.
export function describe(state, dispatch) {
  const node = selectedFigure(state);
  const card = node && pictures().find(({ key }) => key === node.attrs.key)?.item;
  if (!dispatch || !card) return Boolean(card);
  unfold(card);
  const field = card.querySelector("textarea, input:not([type=hidden], [type=radio], [type=checkbox])");
  (field ?? card)?.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
  return true;
}
