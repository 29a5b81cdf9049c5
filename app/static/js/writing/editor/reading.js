// From Markdown to the document of the editor. Of each block it is remembered how it was written, so that what nobody
// touches is written again in the same characters; what the editor cannot hold stays as it is, as a raw block.
import { key, shift, tokens } from "./dialect.js";
import { schema } from "./schema.js";
import { hollow, shape } from "./shape.js";
import { block } from "./writing.js";

const { nodes, marks } = schema;
const BLOCKS = {
  paragraph: nodes.paragraph, heading: nodes.heading, blockquote: nodes.blockquote, list_item: nodes.list_item,
  bullet_list: nodes.bullet_list, ordered_list: nodes.ordered_list, footnote: nodes.footnote,
  table: nodes.table, tr: nodes.table_row, th: nodes.table_header, td: nodes.table_cell,
};
const ATTRIBUTES = {
  heading: (token) => ({ level: Number(token.tag[1]) }),
  ordered_list: (token) => ({ order: Number(token.attrGet("start") ?? 1) }),
  footnote: (token) => ({ label: token.meta.label }),
  th: aligned, td: aligned,
};
const MARKS = { em: marks.em, strong: marks.strong, s: marks.strike, link: marks.link };
const PASSED_OVER = new Set(["thead_open", "thead_close", "tbody_open", "tbody_close"]);

export const origins = new WeakMap(); // of a block as it was read: its characters, those before it, and its neighbour

// A whole text, with the memory of how it was written. `headings` as readers will see them.
export function read(markdown) {
  const first = attempt(markdown, true);
  return first.unknownHeading ? attempt(markdown, false).doc : first.doc;
}

// The blocks alone, without memory, with each heading as it is written.
export function blocks(markdown, known) {
  const own = { notes: new Set(known?.notes), references: { ...known?.references } };
  return groups(markdown, tokens(markdown, own)).map((group) => built(group) ?? raw(group.source));
}

function attempt(markdown, shifted) {
  const known = {};
  const all = tokens(markdown, known);
  if (shifted) shift(all);
  let unknownHeading = false;
  const found = groups(markdown, all).map((group) => {
    const node = kept(group, known);
    if (node.type === nodes.raw && group.tokens.some((token) => token.type === "heading_open")) unknownHeading = true;
    return { group, node };
  });
  found.forEach(({ group, node }, at) => remember(node, group, found[at - 1]?.node ?? null, known));
  const content = found.map(({ node }) => node);
  return { unknownHeading, doc: nodes.doc.create(null, content.length ? content : [nodes.paragraph.create()]) };
}

// The block, if writing it and reading it again gives the same block; else its source.
function kept(group, known) {
  const node = built(group);
  if (!node) return raw(group.source);
  const again = blocks(block(node), known);
  return same(again, [node]) ? node : raw(group.source);
}

function remember(node, group, previous, known) {
  const alone = blocks(group.source, known);
  if (alone.length === 1 && alone[0].eq(node)) origins.set(node, { source: group.source, gap: group.gap, tail: group.tail, previous });
}

export function same(some, others) {
  const [one, other] = [some, others].map((all) => JSON.stringify(all.filter((node) => !hollow(node)).map(shape)));
  return one === other;
}

function raw(source) {
  return nodes.raw.create(null, source ? schema.text(source) : null);
}

// The tokens of each block of the page, with its lines. Lines that belong to none (addresses of links) are a block too.
function groups(markdown, all) {
  const lines = markdown.split("\n");
  const found = [];
  let end = 0;
  const add = (from, to, part) => {
    while (to > from && !lines[to - 1].trim()) to--;
    const gap = lines.slice(end, from).map((line) => `${line}\n`).join("");
    found.push({ tokens: part, source: lines.slice(from, to).join("\n"), gap: found.length ? `\n${gap}` : gap, tail: "" });
    end = to;
  };
  const between = (from, to) => {
    while (from < to && !lines[from].trim()) from++;
    if (from < to) add(from, to, []);
  };
  for (let at = 0; at < all.length; ) {
    let depth = 0, next = at;
    do depth += all[next++].nesting; while (depth);
    const [from, to] = all[at].map;
    between(end, from);
    add(from, to, all.slice(at, next));
    at = next;
  }
  between(end, lines.length);
  if (found.length) found.at(-1).tail = lines.slice(end).map((line) => `\n${line}`).join("");
  return found;
}

class Unknown extends Error {}

function built(group) {
  try {
    const made = tree(group.tokens);
    return made.length === 1 ? made[0] : null;
  } catch (fault) {
    if (fault instanceof Unknown || fault instanceof RangeError) return null; // RangeError: the schema does not allow it
    throw fault;
  }
}

function tree(all) {
  const stack = [{ content: [] }];
  for (const token of all) {
    if (PASSED_OVER.has(token.type)) continue;
    const top = stack.at(-1);
    const name = token.type.replace(/_(open|close)$/, "");
    if (token.type === "inline") top.content = inline(token.children);
    else if (!token.nesting) top.content.push(leaf(token));
    else if (!BLOCKS[name]) throw new Unknown(name);
    else if (token.nesting < 0) stack.at(-2).content.push(closed(stack.pop()));
    else {
      // markdown-it hides the paragraphs of a tight list.
      if (name === "paragraph" && top.name === "list_item" && !token.hidden) stack.at(-2).loose = true;
      stack.push({ token, name, content: [] });
    }
  }
  return stack[0].content;
}

function closed({ name, token, content, loose }) {
  const filled = content.length || !["list_item", "blockquote", "footnote"].includes(name) ? content : [nodes.paragraph.create()];
  const attributes = ATTRIBUTES[name]?.(token) ?? {};
  return BLOCKS[name].createChecked(name.endsWith("_list") ? { ...attributes, tight: !loose } : attributes, filled);
}

function leaf(token) {
  if (token.type === "fence" || token.type === "code_block") {
    const words = token.content.replace(/\n$/, "");
    return nodes.code_block.create({ params: token.info?.trim() ?? "" }, words ? schema.text(words) : null);
  }
  if (token.type === "hr") return nodes.horizontal_rule.create();
  if (token.type === "slot") return nodes.figure.create({ key: key(`![[${token.content}]]`) });
  throw new Unknown(token.type);
}

function inline(children) {
  const content = [];
  const open = []; // marks, each with the number of pieces before it: one that marks nothing cannot be kept
  const active = () => open.reduce((set, { mark }) => mark.addToSet(set), []);
  const add = (words, more = active()) => { if (words) content.push(schema.text(words, more)); };
  for (const token of children) {
    const type = MARKS[token.type.replace(/_(open|close)$/, "")];
    if (token.type === "text") add(token.content);
    else if (token.type === "softbreak") add(" ");
    else if (token.type === "code_inline") add(token.content, marks.code.create().addToSet(active()));
    else if (token.type === "hardbreak") content.push(nodes.hard_break.create(null, null, active()));
    else if (token.type === "footnote_ref") content.push(nodes.footnote_ref.create({ label: token.meta.label }, null, active()));
    else if (type && token.nesting > 0 && !open.some(({ mark }) => mark.type === type)) open.push({ mark: marked(type, token), since: content.length });
    else if (!type || token.nesting > 0 || open.pop().since === content.length) throw new Unknown(token.type);
  }
  return content;
}

function marked(type, token) {
  return type.create(type === marks.link ? { href: token.attrGet("href"), title: token.attrGet("title") } : null);
}

function aligned(token) {
  return { align: /text-align:(\w+)/.exec(token.attrGet("style") ?? "")?.[1] ?? null };
}
