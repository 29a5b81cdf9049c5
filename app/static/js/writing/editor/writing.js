// From the document of the editor to Markdown. A block that nobody touched is written as it was read.
import { inline, starts } from "./inline.js";
import { blocks, origins, same } from "./reading.js";
import { hollow, solid, tight } from "./shape.js";

const ALIGNMENTS = { left: ":--", center: ":-:", right: "--:" };

// The text of a document, checked by reading it again: should what was kept not stand well beside what is new (a list
// that would run into another), everything is written anew.
export function markdown(doc) {
  const notes = solid(doc).filter((node) => node.type.name === "footnote").map((node) => node.attrs.label);
  const wanted = solid(doc).flatMap((node) => (node.type.name === "raw" ? blocks(node.textContent, { notes }) : [node]));
  const ways = [() => joined(doc, true), () => joined(doc, false), () => joined(doc, false, true)];
  return (ways.find((way) => same(blocks(way()), wanted)) ?? ways[1])();
}

function joined(doc, keep, careful = false) {
  const spell = (node) => inline(node, careful);
  const origin = (node) => (keep ? origins.get(node) : undefined);
  const parts = doc.content.content.filter((node) => !hollow(node) || origin(node));
  const written = parts.map((node, at) => {
    const own = origin(node), above = parts[at - 1] ?? null;
    const apart = above && own?.previous && own.gap.split("\n").length > 2;
    const neighbours = own && own.previous === above && (!above || origin(above));
    return (neighbours || apart ? own.gap : at ? "\n\n" : "") + (own?.source ?? block(node, parts.slice(0, at), spell));
  });
  return written.join("") + (origin(parts.at(-1))?.tail ?? "");
}

// One block of the page. `before`: its older neighbours, since two lists side by side need different signs; `spell`
// makes Markdown of the words of a block.
export function block(node, before = [], spell = inline) {
  return WRITES[node.type.name](node, spell, before).join("\n");
}

const WRITES = {
  paragraph: (node, spell) => starts(spell(node)).split("\n"),
  heading: (node, spell) => [`${"#".repeat(node.attrs.level)} ${spell(node).replace(/\n/g, " ").replace(/(^|\s)(#+)$/, "$1\\$2")}`.trimEnd()],
  blockquote: (node, spell) => inside(solid(node), spell).map((line) => (line ? `> ${line}` : ">")),
  bullet_list: (node, spell, before) => list(node, spell, () => (odd(node, before) ? "* " : "- ")),
  ordered_list: (node, spell, before) => list(node, spell, (at) => `${node.attrs.order + at}${odd(node, before) ? ")" : "."} `),
  code_block: fenced,
  horizontal_rule: () => ["***"],
  table,
  figure: (node) => [`![[${node.attrs.key}]]`],
  footnote: (node, spell) => hung(inside(solid(node), spell), `[^${node.attrs.label}]: `, "    "),
  raw: (node) => node.textContent.split("\n"),
};

function inside(parts, spell, closely = false) {
  return parts.flatMap((node, at) => [...(at && !closely ? [""] : []), ...WRITES[node.type.name](node, spell, parts.slice(0, at))]);
}

function list(node, spell, sign) {
  const closely = tight(node);
  return node.content.content.flatMap((item, at) => {
    const mark = sign(at);
    return [...(at && !closely ? [""] : []), ...hung(inside(solid(item), spell, closely), mark, " ".repeat(mark.length))];
  });
}

function hung(lines, first, rest) {
  if (!lines.length) return [first.trimEnd()];
  return lines.map((line, at) => (at ? line && rest + line : first + line));
}

// Whether an odd number of lists of the same kind stand right before this one.
function odd(node, before) {
  const others = before.length - before.findLastIndex((other) => other.type !== node.type) - 1;
  return others % 2 === 1;
}

function fenced(node) {
  const words = node.textContent;
  const { params } = node.attrs;
  const sign = params.includes("`") ? "~" : "`";
  const longest = Math.max(2, ...(words.match(sign === "~" ? /~+/g : /`+/g) ?? []).map((run) => run.length));
  const fence = sign.repeat(longest + 1);
  return [fence + params.replace(/[\\&]/g, "\\$&"), ...(words || node.childCount ? words.split("\n") : []), fence];
}

function table(node, spell) {
  const rows = node.content.content.map((row) => row.content.content.map((cell) => spell(cell).replace(/\n/g, " ").replace(/\|/g, "\\|")));
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const [head, ...body] = rows.map(line);
  return [head, line(node.firstChild.content.content.map((cell) => ALIGNMENTS[cell.attrs.align] ?? "---")), ...body];
}
