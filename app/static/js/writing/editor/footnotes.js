// Footnotes: numbered in the order readers meet them, whatever their labels; the note itself stands at the end.
import { Plugin, Selection, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { schema } from "./schema.js";

const { footnote, footnote_ref, paragraph } = schema.nodes;

export function found(doc, type) {
  const all = [];
  doc.descendants((node, pos) => { if (node.type === type) all.push({ node, pos }); });
  return all;
}

export function numbering() {
  return new Plugin({
    state: { init: (_, state) => numbers(state.doc), apply: (tr, old) => (tr.docChanged ? numbers(tr.doc) : old) },
    props: {
      decorations(state) { return this.getState(state); },
      nodeViews: { footnote: (node, view, getPos) => noteView(node, view, getPos) },
      handleClickOn(view, _pos, node) { return node.type === footnote_ref && go(view, footnote, node.attrs.label); },
    },
  });
}

function numbers(doc) {
  const notes = found(doc, footnote);
  const marks = found(doc, footnote_ref);
  const labels = new Set(notes.map(({ node }) => node.attrs.label));
  const order = [...new Set(marks.map(({ node }) => node.attrs.label))].filter((label) => labels.has(label));
  const number = (node) => order.indexOf(node.attrs.label) + 1 || "";
  return DecorationSet.create(doc, [
    ...marks.map(({ node, pos }) => Decoration.node(pos, pos + 1, { "data-number": number(node) || "?", role: "img", "aria-label": number(node) ? `Footnote ${number(node)}` : "Footnote that is missing" })),
    ...notes.map(({ node, pos }) => Decoration.node(pos, pos + node.nodeSize, number(node)
      ? { class: "note", "data-number": number(node) }
      : { class: "note unused", title: "No place in the text refers to this footnote: readers do not see it" })),
  ]);
}

function noteView(node, view, getPos) {
  const dom = document.createElement("div");
  const contentDOM = dom.appendChild(Object.assign(document.createElement("div"), { className: "words" }));
  const back = dom.appendChild(Object.assign(document.createElement("button"), { type: "button", className: "back", textContent: "↩" }));
  back.contentEditable = "false";
  back.tabIndex = -1; // for a keyboard there is a key: Tab must leave the text
  back.setAttribute("aria-label", "Back to the place of this footnote");
  back.addEventListener("click", () => go(view, footnote_ref, view.state.doc.nodeAt(getPos()).attrs.label));
  return {
    dom, contentDOM,
    stopEvent: (event) => event.target === back,
    ignoreMutation: (change) => !contentDOM.contains(change.target),
    update: (next) => next.type === footnote && next.attrs.label === node.attrs.label,
  };
}

// To a footnote, or from it to its first mark.
function go(view, type, label) {
  const there = found(view.state.doc, type).find(({ node }) => node.attrs.label === label);
  if (!there) return false;
  const at = type === footnote ? TextSelection.near(view.state.doc.resolve(there.pos + 1)) : TextSelection.near(view.state.doc.resolve(there.pos + 1), -1);
  view.dispatch(view.state.tr.setSelection(at).scrollIntoView());
  view.focus();
  return true;
}

// From the mark beside the cursor to its footnote, and from within a footnote back.
export function follow(state, dispatch, view) {
  const { $from } = state.selection;
  const own = $from.depth && $from.node(1).type === footnote ? $from.node(1) : null;
  const beside = [$from.nodeBefore, $from.nodeAfter, state.selection.node].find((node) => node?.type === footnote_ref);
  if (!own && !beside) return false;
  return !dispatch || (own ? go(view, footnote_ref, own.attrs.label) : go(view, footnote, beside.attrs.label));
}

export function freshLabel(taken) {
  let number = 1;
  while (taken.has(String(number))) number++;
  taken.add(String(number));
  return String(number);
}

export function labels(doc) {
  return new Set([...found(doc, footnote), ...found(doc, footnote_ref)].map(({ node }) => node.attrs.label));
}

export function addFootnote(state, dispatch) {
  const { $to } = Selection.near(state.selection.$to, -1);
  if (!$to.parent.inlineContent || !$to.parent.type.contentMatch.matchType(footnote_ref)) return false;
  if (!dispatch) return true;
  const label = freshLabel(labels(state.doc));
  const tr = state.tr.insert($to.pos, footnote_ref.create({ label }));
  const end = tr.doc.content.size;
  tr.insert(end, footnote.create({ label }, paragraph.create()));
  dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 2)).scrollIntoView());
  return true;
}
