// What an article may hold. Whatever is typed, dropped or pasted can become nothing else.
import { Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

// A cell of a Markdown table is one line: words without a break in them.
const tables = tableNodes({ tableGroup: "block", cellContent: "phrase*", cellAttributes: { align: { default: null } } });

const nodes = {
  doc: { content: "(block | top)+" },
  paragraph: { content: "(phrase | hard_break)*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    content: "phrase*", group: "block", defining: true, attrs: { level: { default: 2 } },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.max(level, 2) } })),
    toDOM: (node) => [`h${Math.max(node.attrs.level, 2)}`, 0],
  },
  blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
  bullet_list: {
    content: "list_item+", group: "block", attrs: { tight: { default: true } },
    parseDOM: [{ tag: "ul", getAttrs: loose }], toDOM: (node) => ["ul", said(node), 0],
  },
  ordered_list: {
    content: "list_item+", group: "block", attrs: { order: { default: 1 }, tight: { default: true } },
    parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ ...loose(dom), order: Number(dom.getAttribute("start") ?? 1) }) }],
    toDOM: (node) => ["ol", { ...said(node), ...(node.attrs.order === 1 ? {} : { start: node.attrs.order }) }, 0],
  },
  list_item: { content: "block+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  code_block: {
    content: "text*", group: "block", code: true, defining: true, marks: "", attrs: { params: { default: "" } },
    parseDOM: [{ tag: "pre:not([data-raw])", preserveWhitespace: "full" }], toDOM: () => ["pre", ["code", 0]],
  },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  ...tables,
  table: { ...tables.table, parseDOM: [{ tag: "table" }], toDOM: () => ["div", { class: "scroll" }, ["table", ["tbody", 0]]] },
  figure: {
    group: "top", atom: true, draggable: true, attrs: { key: {} },
    parseDOM: [{ tag: "figure[data-key]", getAttrs: (dom) => ({ key: dom.dataset.key }) }],
    toDOM: (node) => ["figure", { "data-key": node.attrs.key }],
  },
  footnote: {
    content: "block+", group: "top", defining: true, isolating: true, attrs: { label: {} },
    parseDOM: [{ tag: "div[data-note]", getAttrs: (dom) => ({ label: dom.dataset.note }) }],
    toDOM: (node) => ["div", { "data-note": node.attrs.label }, 0],
  },
  // Markdown that the editor does not know: kept, and shown, as it was written.
  raw: {
    content: "text*", group: "top", code: true, defining: true, isolating: true, marks: "",
    parseDOM: [{ tag: "pre[data-raw]", preserveWhitespace: "full", priority: 60 }],
    toDOM: () => ["pre", { "data-raw": "", title: "Markdown, kept as it was written" }, ["code", 0]],
  },
  text: { group: "phrase" },
  footnote_ref: {
    inline: true, group: "phrase", atom: true, attrs: { label: {} },
    parseDOM: [{ tag: "sup[data-note]", getAttrs: (dom) => ({ label: dom.dataset.note }) }],
    toDOM: (node) => ["sup", { "data-note": node.attrs.label }],
  },
  hard_break: { inline: true, selectable: false, linebreakReplacement: true, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
};

const marks = {
  link: {
    attrs: { href: {}, title: { default: null } }, inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href"), title: dom.getAttribute("title") }) }],
    toDOM: (mark) => ["a", { href: mark.attrs.href, title: mark.attrs.title, rel: "nofollow noopener noreferrer" }, 0],
  },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  strike: { parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }], toDOM: () => ["s", 0] },
  code: { code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
};

function loose(dom) {
  return { tight: !dom.hasAttribute("data-loose") && !dom.querySelector(":scope > li > p + p") };
}

function said(node) {
  return node.attrs.tight ? {} : { "data-loose": "" };
}

export const schema = new Schema({ nodes, marks });
