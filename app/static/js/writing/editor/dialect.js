// The Markdown that articles are written in, as app/text.py reads it: CommonMark without raw HTML and without foreign
// images, with tables, strike-through, footnotes, and figure slots. A change there is a change here.
import MarkdownIt from "markdown-it";

const SLOT = /^!\[\[([a-z0-9][a-z0-9-]{0,63})\]\]\s*$/;
const MOST_FOOTNOTE_MARKS = 1000; // as in app/text.py: above it, footnotes stay as typed
const ENDS = { alt: ["paragraph", "reference", "blockquote", "list"] };
const FIRST_LEVEL = 2;

const withNotes = parser().use(footnotes);
const withoutNotes = parser();

function parser() {
  const made = new MarkdownIt("commonmark", { html: false }).enable(["table", "strikethrough"]).disable(["image"]);
  made.block.ruler.before("table", "slot", slot, ENDS);
  return made;
}

export function key(line) {
  return SLOT.exec(line)?.[1] ?? null;
}

// `known`: the labels of footnotes, and addresses of links, that are defined elsewhere; what is met is added to it.
export function tokens(markdown, known = {}) {
  const reads = markdown.split("[^").length - 1 > MOST_FOOTNOTE_MARKS ? withoutNotes : withNotes;
  known.notes ??= new Set();
  return reads.parse(markdown, known);
}

// An address as Markdown will hold it, or nothing where it would refuse it.
export function address(typed) {
  const normal = withNotes.normalizeLink(typed);
  return withNotes.validateLink(normal) ? normal : null;
}

// The highest heading is h2 and none is skipped from there, as readers will see it.
export function shift(all) {
  const opened = all.filter((token) => token.type === "heading_open");
  const move = FIRST_LEVEL - Math.min(...opened.map((token) => Number(token.tag[1])));
  let last = FIRST_LEVEL - 1;
  for (const token of opened) {
    last = Math.min(Number(token.tag[1]) + move, last + 1, 6);
    token.tag = `h${last}`;
  }
  return all;
}

// A line at the margin that names a figure and nothing else.
function slot(state, start, _end, silent) {
  const at = state.bMarks[start];
  const name = key(state.src.slice(at, state.eMarks[start]));
  if (!name || state.tShift[start] || (at && state.src[at - 1] !== "\n")) return false;
  if (silent) return true;
  state.line = start + 1;
  const token = state.push("slot", "", 0);
  token.map = [start, start + 1];
  token.content = name;
  return true;
}

function footnotes(md) {
  md.block.ruler.before("reference", "footnote", definition, { alt: ["paragraph", "reference"] });
  md.inline.ruler.after("image", "footnote_ref", reference);
}

// `[^label]: words`, and what is indented by four below it.
function definition(state, start, end, silent) {
  const at = state.bMarks[start] + state.tShift[start];
  const found = /^\[\^([^\] ]+)\]:/.exec(state.src.slice(at, state.eMarks[start]));
  if (!found || state.sCount[start] - state.blkIndent >= 4) return false;
  if (silent) return true;
  const kept = [state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType];
  state.env.notes.add(found[1]);
  const open = state.push("footnote_open", "", 1);
  open.meta = { label: found[1] };

  const after = at + found[0].length;
  const first = state.sCount[start] + found[0].length;
  const [pos, offset] = past(state.src, after, state.eMarks[start], first);
  state.blkIndent += 4;
  state.tShift[start] = pos - after;
  state.sCount[start] = offset - first;
  state.bMarks[start] = after;
  state.parentType = "footnote";
  if (state.sCount[start] < state.blkIndent) state.sCount[start] += state.blkIndent;
  state.md.block.tokenize(state, start, end);
  state.blkIndent -= 4;
  [state.bMarks[start], state.tShift[start], state.sCount[start], state.parentType] = kept;
  open.map = [start, state.line];
  state.push("footnote_close", "", -1);
  return true;
}

function past(source, pos, end, offset) {
  for (; pos < end && (source[pos] === " " || source[pos] === "\t"); pos++) offset += source[pos] === "\t" ? 4 - (offset % 4) : 1;
  return [pos, offset];
}

function reference(state, silent) {
  if (!state.src.startsWith("[^", state.pos)) return false;
  const found = /^\[\^([^\] \n]+)\]/.exec(state.src.slice(state.pos, state.posMax));
  if (!found || !state.env.notes.has(found[1])) return false;
  if (!silent) state.push("footnote_ref", "", 0).meta = { label: found[1] };
  state.pos += found[0].length;
  return true;
}
