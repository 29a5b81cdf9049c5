// What is pasted or dropped from elsewhere: cleaned, fitted into the schema, footnotes at the end, pictures counted.
import { Fragment, Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { cleaned } from "./cleaning.js";
import { tokens } from "./dialect.js";
import { found, freshLabel, labels } from "./footnotes.js";
import { unraised } from "./raising.js";
import { read } from "./reading.js";
import { pictures, send } from "./pictures.js";
import { schema } from "./schema.js";
import { isInTable } from "./tables.js";

const { nodes } = schema;
const WRAPPED = 60; // letters: lines this long were broken by a program, not by a person
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g; // the site takes the rarer ones out, and two words would become one
const MARKDOWN = [/^#{1,6} +\S/m, /^\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]*$/m, /^(?:[-*+]|\d{1,3}[.)]) +\S.*\n+[ \t]*(?:[-*+]|\d{1,3}[.)]) +\S/m];

export function pasting(tell) {
  return new Plugin({
    props: {
      transformPastedHTML(html) {
        if (/<[^>]+\sdata-pm-slice=/.test(html)) return html; // from an editor like this one
        const { html: clean, pictures, unraised: left } = cleaned(html);
        const words = [pictures && leftOut(pictures), left.length && unraised(left)].filter(Boolean);
        if (words.length) tell(words.join(" "));
        return clean;
      },
      clipboardTextParser: (text, _$context, plain) => (!plain && MARKDOWN.some((sign) => sign.test(text)) ? formatted(text) : literal(text)),
      transformPasted: unmarked,
      handleDrop(view, event) {
        const files = pictures(event.dataTransfer);
        const at = files.length && view.posAtCoords({ left: event.clientX, top: event.clientY });
        if (!at) return false;
        event.stopPropagation(); // to the image room, which takes what is dropped anywhere else, and shows it
        document.querySelector(".drop.over")?.classList.remove("over");
        send(view, files, at.pos, tell);
        return true;
      },
      handlePaste(view, event, slice) {
        const files = pictures(event.clipboardData);
        if (files.length && !slice.size) return send(view, files, view.state.selection.from, tell), true;
        return isInTable(view.state) && view.state.selection.$from.parent.isTextblock ? inCell(view, slice) : withNotes(view, slice);
      },
    },
  });
}

function leftOut(pictures) {
  return pictures === 1 ? "1 picture was not pasted: add it under Images." : `${pictures} pictures were not pasted: add them under Images.`;
}

function formatted(text) {
  const { content } = read(text.replace(/\r\n?/g, "\n"));
  const edge = (node) => (node.type === nodes.paragraph ? 1 : 0);
  return new Slice(content, edge(content.firstChild), edge(content.lastChild));
}

// Empty lines part paragraphs; where there are none, each line is one.
export function literal(text) {
  const whole = text.replace(LINE_ENDS, "\n").replace(/^\n+|\n+$/g, "");
  const parts = /\n[ \t]*\n/.test(whole) ? whole.split(/\n(?:[ \t]*\n)+/) : whole.split("\n");
  const made = parts.filter((part) => part.trim()).map((part) => nodes.paragraph.create(null, lines(part)));
  return made.length ? new Slice(Fragment.from(made), 1, 1) : Slice.empty;
}

function lines(part) {
  return part.split("\n").reduce((all, line, at, every) => {
    const words = line.trim() ? [schema.text(line.trim())] : [];
    if (!at) return words;
    return [...all, every[at - 1].length >= WRAPPED ? schema.text(" ") : nodes.hard_break.create(), ...words];
  }, []);
}

// Marks that say nothing where they are: on a whole heading, or on spaces alone.
function unmarked(slice) {
  return new Slice(mapped(slice.content), slice.openStart, slice.openEnd);
}

function mapped(fragment) {
  const out = [];
  fragment.forEach((node) => {
    if (node.isText && !node.text.trim() && node.marks.length) out.push(schema.text(node.text));
    else if (node.type === nodes.footnote_ref || node.isText || node.isLeaf) out.push(node);
    else out.push(node.copy(mapped(node.content)));
  });
  return Fragment.fromArray(out);
}

// A cell is one line: the words of all that is pasted.
function inCell(view, slice) {
  const words = [];
  slice.content.descendants((node) => {
    if (node.isTextblock && words.length) words.push(schema.text(" "));
    if (node.isText || node.type === nodes.footnote_ref) words.push(node);
    else if (node.type === nodes.hard_break) words.push(schema.text(" "));
    return true;
  });
  view.dispatch(view.state.tr.replaceSelection(new Slice(Fragment.fromArray(words), 0, 0)).scrollIntoView());
  return true;
}

// Footnotes that come along get labels nobody has yet, and go to the end of the text.
function withNotes(view, slice) {
  const notes = [];
  slice.content.forEach((node) => { if (node.type === nodes.footnote) notes.push(node); });
  if (!notes.length) return false;
  const taken = labels(view.state.doc);
  const names = new Map(notes.map((note) => [note.attrs.label, freshLabel(taken)]));
  const rest = slice.content.content.filter((node) => node.type !== nodes.footnote);
  const tr = view.state.tr.replaceSelection(new Slice(Fragment.from(rest.map((node) => relabelled(node, names))), Math.min(slice.openStart, 1), 0));
  const pasted = notes.map((note) => nodes.footnote.create({ label: names.get(note.attrs.label) }, note.content));
  tr.insert(tr.doc.content.size, pasted);
  view.dispatch(tr.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
  return true;
}

function relabelled(node, names) {
  if (node.type === nodes.footnote_ref) return nodes.footnote_ref.create({ label: names.get(node.attrs.label) ?? node.attrs.label }, null, node.marks);
  return node.isLeaf ? node : node.copy(Fragment.from(node.content.content.map((child) => relabelled(child, names))));
}
