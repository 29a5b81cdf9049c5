// What of a document counts once it is Markdown, and what does not: two documents of one shape read the same.

const TIGHT = { // of two blocks in a list item, those that need no empty line between them
  paragraph: (after) => after.type.name === "bullet_list" || after.type.name === "code_block" || after.type.name === "blockquote"
    || (after.type.name === "ordered_list" && after.attrs.order === 1),
  heading: () => true,
  code_block: () => true,
  horizontal_rule: () => true,
};

// Nothing that Markdown could hold: an empty paragraph, a quotation of nothing.
export function hollow(node) {
  if (node.type.name === "paragraph") return !node.textContent.trim() && !some(node, (child) => child.type.name === "footnote_ref");
  const frames = ["blockquote", "bullet_list", "ordered_list", "list_item"];
  return frames.includes(node.type.name) && !some(node, (child) => !hollow(child));
}

export function solid(node) {
  return node.content.content.filter((child) => !hollow(child));
}

// Whether the items of a list stand without empty lines. One item with one block can stand in no other way.
export function tight(list) {
  const items = list.content.content.map(solid);
  if (items.length === 1 && items[0].length < 2) return true;
  return list.attrs.tight && items.every((blocks) => blocks.every((block, at) => !at || TIGHT[blocks[at - 1].type.name]?.(block)));
}

export function shape(node) {
  const { name } = node.type;
  if (node.type.spec.code) return [name, node.attrs.params ?? "", node.textContent];
  if (node.isTextblock) return [name, said(node), words(node)];
  return [name, said(node), ...(name.endsWith("_list") ? node.content.content : solid(node)).map(shape)];
}

function said(node) {
  if (!node.type.name.endsWith("_list")) return node.attrs;
  const plain = node.content.content.some((item) => solid(item).some((block) => block.type.name === "paragraph"));
  return { order: node.attrs.order, tight: !plain || tight(node) };
}

// Words with their marks; runs of spaces are one, and it does not matter what marks a space.
function words(block) {
  const all = [];
  block.forEach((child) => {
    if (!child.isText) return all.push(child.type.name === "hard_break" ? "\n" : [child.type.name, child.attrs, marks(child)]);
    if (child.marks.some((mark) => mark.type.name === "code")) return all.push([child.text, marks(child)]);
    all.push(...child.text.split(/([ \t\n]+)/).filter(Boolean).map((word) => (/^[ \t\n]/.test(word) ? " " : [word, marks(child)])));
  });
  return settled(all);
}

function settled(all) {
  const breaks = (one) => one === "\n" || one === undefined;
  const kept = all.filter((one, at) => one !== " " || !(breaks(all[at - 1]) || breaks(all[at + 1]) || all[at - 1] === " "));
  while (kept.at(-1) === "\n") kept.pop();
  const ends = [kept.at(0), kept.at(-1)]; // Markdown takes every kind of space off the ends of a block
  if (Array.isArray(ends[0]) && typeof ends[0][0] === "string") ends[0][0] = ends[0][0].trimStart();
  if (Array.isArray(ends[1]) && typeof ends[1][0] === "string") ends[1][0] = ends[1][0].trimEnd();
  return kept.filter((one) => one[0] !== "");
}

function marks(node) {
  return node.marks.map((mark) => [mark.type.name, mark.attrs]);
}

function some(node, test) {
  return node.content.content.some(test);
}
