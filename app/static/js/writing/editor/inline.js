// One paragraph, heading or cell as a line of Markdown. What is written is read again: a spelling that would not come
// back as it was is not taken.
import { MarkdownSerializerState } from "prosemirror-markdown";
import { blocks, same } from "./reading.js";
import { schema } from "./schema.js";

const PUNCTUATION = /[\p{P}\p{S}]/u;
const LETTER = /[\p{L}\p{N}]/u;
const LINE_STARTS = [ // what would begin something else at the start of a line, and where the backslash goes
  [/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2"],
  [/^(#{1,6}|[-+])(?=\s|$)/, "\\$1"],
  [/^([>=|:-])(?=.*)/, (all, sign, _at, line) => (sign === ">" || /^(=+\s*|[-|: ]+)$/.test(line) ? `\\${all}` : all)],
];
const CITED = /\\\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\\\](?![([:])/g; // [1] points to a reference: as Markdown it is only words
const known = [new WeakMap(), new WeakMap()];

// `careful`: with every bracket escaped, for a text in which [1] is a link.
export function inline(node, careful = false) {
  const made = known[Number(careful)];
  if (!made.has(node)) made.set(node, spelled(node, careful));
  return made.get(node);
}

function spelled(node, careful) {
  const notes = node.content.content.filter((child) => child.type.name === "footnote_ref").map((child) => child.attrs.label);
  const whole = schema.nodes.paragraph.create(null, node.content);
  const spellings = [{ em: "*" }, { em: "_" }, { em: "*", careful: true }, { em: "*", plain: true, careful: true }].filter((one) => one.careful || !careful);
  const made = spellings.map((options) => () => lines(node, options));
  return (made.find((make) => same(blocks(starts(make()), { notes }), [whole])) ?? made.at(-1))();
}

function lines(node, options) {
  const state = new Words(options);
  state.renderInline(node, false);
  return state.out.split("\n").map((line) => line.replace(/^[ \t]+/, "")).join("\n").replace(/[ \t]+$/, "");
}

// For what stands at the start of its lines: paragraphs.
export function starts(text) {
  return text.split("\n").map((line) => LINE_STARTS.reduce((done, [pattern, put]) => (done === line ? line.replace(pattern, put) : done), line)).join("\n");
}

class Words extends MarkdownSerializerState {
  constructor({ em, plain = false, careful = false }) {
    super(LEAVES, plain ? { ...MARKS, em: NONE, strong: NONE, strike: NONE } : { ...MARKS, em: emphasis(em) }, { hardBreakNodeName: "hard_break" });
    this.careful = careful;
  }

  esc(words) {
    const said = words.replace(/[`*\\[\]]/g, "\\$&")
      .replace(/_/g, (sign, at) => (LETTER.test(words[at - 1] ?? "") && LETTER.test(words[at + 1] ?? "") && at > 0 ? sign : "\\_"))
      .replace(/^~|~$|~(?=~)|(?<=~)~/g, "\\~")
      .replace(/&(?=#?\w+;)/g, "\\&")
      .replace(/<(?=[a-z/!?])/gi, "\\<")
      .replace(CITED, this.careful ? "$&" : "[$1]");
    if (said[0] === ":" && /(^|\n)\[\^[^\]\s]+\]$/.test(this.out)) return `\\${said}`; // would define a footnote
    if (!this.apart || !said) return said;
    this.apart = false;
    return said.replace(/^[\p{L}\p{N}]/u, entity);
  }
}

const LEAVES = {
  text: (state, node) => state.text(node.text.replace(/\n/g, " "), !state.inAutolink),
  footnote_ref: (state, node) => { state.apart = false; state.out += `[^${node.attrs.label}]`; },
  hard_break(state, _node, parent, index) {
    state.apart = false;
    for (let next = index + 1; next < parent.childCount; next++) {
      const after = parent.child(next);
      if (after.type.name === "footnote_ref" || after.text?.trim()) return void (state.out += "\\\n");
    }
  },
};

const NONE = { open: "", close: "", mixable: true };
const MARKS = {
  strong: emphasis("**"),
  strike: emphasis("~~"),
  link: {
    open: (state, mark, parent, index) => ((state.inAutolink = isAddress(mark, parent, index)) ? "<" : "["),
    close(state, mark) {
      const { inAutolink } = state;
      state.inAutolink = undefined;
      return inAutolink ? ">" : `](${target(mark.attrs.href)}${mark.attrs.title ? ` "${mark.attrs.title.replace(/["\\]/g, "\\$&").replace(/\s+/g, " ")}"` : ""})`;
    },
    mixable: true,
  },
  code: { open: (_state, _mark, parent, index) => ticks(parent.child(index), -1), close: (_state, _mark, parent, index) => ticks(parent.child(index - 1), 1), escape: false },
};

// A sign of emphasis between a letter and a point is no sign: the letter is then written by its number.
function emphasis(sign) {
  return {
    open(state, _mark, parent, index) {
      const next = parent.child(index).text?.trimStart()[0] ?? "";
      if (PUNCTUATION.test(next)) state.out = state.out.replace(/[\p{L}\p{N}]$/u, entity);
      return sign;
    },
    close(state, _mark, parent, index) {
      const spaced = /\s$/.test(parent.child(index - 1).text ?? "");
      const next = index < parent.childCount ? parent.child(index) : null;
      state.apart = !spaced && PUNCTUATION.test(state.out.at(-1) ?? "") && LETTER.test(next?.text?.[0] ?? "");
      return sign;
    },
    mixable: true, expelEnclosingWhitespace: true,
  };
}

function entity(letter) {
  return `&#${letter.codePointAt(0)};`;
}

function isAddress(mark, parent, index) {
  const child = parent.child(index);
  const alone = index + 1 === parent.childCount || !mark.isInSet(parent.child(index + 1).marks);
  return !mark.attrs.title && child.isText && child.text === mark.attrs.href && /^https?:\/\/[^\s<>]+$/.test(child.text) && child.marks.at(-1) === mark && alone;
}

function target(href) {
  if (!href || /[\s<>]/.test(href)) return `<${href.replace(/[<>\\]/g, "\\$&").replace(/\s/g, "%20")}>`;
  const unbalanced = [...href].reduce((open, sign) => (open < 0 ? open : open + (sign === "(") - (sign === ")")), 0) !== 0;
  return href.replace(unbalanced ? /[()\\]/g : /\\/g, "\\$&").replace(/&(?=#?\w+;)/g, "\\&");
}

function ticks(node, side) {
  const longest = Math.max(0, ...(node.text.match(/`+/g) ?? []).map((run) => run.length));
  const sign = "`".repeat(longest + 1);
  const edges = /^`|`$|^ .*\S.* $/.test(node.text) ? " " : "";
  return side < 0 ? sign + edges : edges + sign;
}
