// Foreign HTML, made into the few elements that an article knows. What an element means is read off its name and its
// style; what remains is decided by the schema. Styles and handlers are renamed before parsing: the policy allows none.
import { raise } from "./raising.js";
import { isWord, mendWord } from "./word.js";

const DROPPED = "script, style, meta, link, title, base, template, noscript, svg, math, canvas, iframe, object, embed, audio, video, map, button, input, select, textarea, xml, [hidden], [aria-hidden=true]";
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, table, blockquote, pre, section, article, header, footer, main, aside, nav, figure, figcaption, dl, dt, dd, address, hr";
const HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"];
const LINK = /^(?:https?:|mailto:)/i;
const MEANINGS = [ // of a style, the element it stands for
  [/(?:^|;)\s*font-weight:\s*(?:bold|bolder|[6-9]00)/i, "strong"],
  [/(?:^|;)\s*font-style:\s*(?:italic|oblique)/i, "em"],
  [/(?:^|;)\s*text-decoration(?:-line)?:[^;]*line-through/i, "s"],
  [/(?:^|;)\s*vertical-align:\s*super/i, "sup"],
  [/(?:^|;)\s*vertical-align:\s*sub/i, "sub"],
];
const UNDONE = [["b, strong", /(?:^|;)\s*font-weight:\s*(?:normal|[1-4]00)/i], ["i, em", /(?:^|;)\s*font-style:\s*normal/i]];

// Clean HTML, how many pictures were left out, and the passages that could not be raised or lowered.
export function cleaned(html) {
  const root = new DOMParser().parseFromString(inert(html), "text/html").body;
  for (const own of ["data-key", "data-note", "data-raw"]) root.querySelectorAll(`[${own}]`).forEach((one) => one.removeAttribute(own));
  root.querySelectorAll(DROPPED).forEach((one) => one.remove());
  [...root.querySelectorAll("[data-style]")].filter((one) => /(?:^|;)\s*(?:display:\s*none|mso-hide:\s*all)/i.test(one.dataset.style)).forEach((one) => one.remove());
  if (isWord(html)) mendWord(root);
  const pictures = withoutPictures(root);
  meanings(root);
  const unraised = raise(root);
  root.querySelectorAll("sup:not([data-note]), sub").forEach(unwrap);
  tables(root);
  shiftHeadings(root);
  links(root);
  paragraphs(root);
  root.querySelectorAll("[data-style]").forEach((one) => one.removeAttribute("data-style"));
  return { html: root.innerHTML, pictures, unraised };
}

function inert(html) {
  const bare = html.replace(/<!--[\s\S]*?-->|<!\[[^\]>]*\]>|<style\b[\s\S]*?<\/style\s*>/gi, "");
  return bare.replace(/<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)(?=\s*=)/gi, " data-$1"));
}

function withoutPictures(root) {
  let count = 0;
  for (const picture of root.querySelectorAll("img, picture > source")) {
    const width = Number(picture.getAttribute("width") ?? 99);
    const sign = /emoji/i.test(picture.className) && picture.getAttribute("alt");
    if (picture.localName === "img" && width > 2 && !sign) count += 1;
    picture.replaceWith(sign || "");
  }
  return count;
}

function meanings(root) {
  for (const [names, plain] of UNDONE) root.querySelectorAll(names).forEach((one) => { if (plain.test(one.dataset.style ?? "")) unwrap(one); });
  for (const element of root.querySelectorAll("[data-style]")) {
    if (element.matches(`${BLOCKS}, td, th, tr, tbody, body`)) continue;
    for (const [pattern, tag] of MEANINGS) if (pattern.test(element.dataset.style) && !element.closest(tag)) wrapInside(element, tag);
  }
  root.querySelectorAll(HEADINGS.map((tag) => `${tag} :is(b, strong)`).join()).forEach(unwrap); // a heading is bold by itself
  root.querySelectorAll("span, font, u, mark, small, big, label, form, fieldset, center").forEach(unwrap);
}

function wrapInside(element, tag) {
  const wrap = element.ownerDocument.createElement(tag);
  wrap.append(...element.childNodes);
  element.append(wrap);
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

// A table with one column, or one that holds whole passages, only lays out a page. Cells become lines, spans empty cells.
function tables(root) {
  for (const table of [...root.querySelectorAll("table")].reverse()) {
    const rows = [...table.rows];
    const layout = table.getAttribute("role") === "presentation" || rows.every((row) => row.cells.length < 2) || table.querySelector("h1, h2, h3, table, pre, blockquote");
    if (layout) { table.replaceWith(...rows.flatMap((row) => [...row.cells].map((cell) => rename(cell, "div")))); continue; }
    const caption = table.querySelector("caption");
    if (caption) { table.before(rename(caption, "p")); caption.remove(); }
    rows.forEach((row, at) => [...row.cells].forEach((cell) => spread(cell, rows, at)));
    table.querySelectorAll("td, th").forEach(oneLine);
  }
}

function spread(cell, rows, at) {
  const [across, down] = ["colspan", "rowspan"].map((name) => Math.min(Number(cell.getAttribute(name)) || 1, 50));
  const place = [...rows[at].cells].indexOf(cell);
  const empty = () => cell.ownerDocument.createElement("td");
  for (let more = 1; more < across; more++) cell.after(empty());
  for (let row = at + 1; row < Math.min(at + down, rows.length); row++) {
    for (let more = 0; more < across; more++) rows[row].insertBefore(empty(), rows[row].cells[place] ?? null);
  }
  cell.removeAttribute("colspan");
  cell.removeAttribute("rowspan");
}

function oneLine(cell) {
  cell.querySelectorAll(`${BLOCKS}, br`).forEach((one) => { if (one.previousSibling) one.before(" "); });
  [...cell.querySelectorAll(`${BLOCKS}, br`)].reverse().forEach((one) => one.replaceWith(...one.childNodes));
}

// The title of a page is no heading of an article: where a first level comes along, all go down by one.
function shiftHeadings(root) {
  if (!root.querySelector("h1")) return;
  for (const level of [5, 4, 3, 2, 1]) root.querySelectorAll(`h${level}`).forEach((one) => one.replaceWith(rename(one, `h${level + 1}`)));
}

function links(root) {
  for (const link of root.querySelectorAll("a")) {
    if (!LINK.test(link.getAttribute("href") ?? "") || !link.textContent.trim()) unwrap(link);
  }
}

// Two line breaks make a paragraph; a break between blocks makes nothing; so do blocks without words.
function paragraphs(root) {
  for (const block of [root, ...root.querySelectorAll("p, div, li, td, blockquote")]) {
    for (const first of [...block.children].filter((one) => one.localName === "br")) {
      if (first.parentNode !== block) continue;
      const [before, after] = [beside(first, "previousSibling"), beside(first, "nextSibling")];
      if (!before || !after || before.matches?.(BLOCKS) || after.matches?.(BLOCKS)) first.remove();
      else if (after.localName === "br") part(block, first, after);
    }
  }
  root.querySelectorAll("p, h1, h2, h3, h4, h5, h6").forEach((one) => { if (!one.textContent.trim() && !one.querySelector("[data-note], [data-key]")) one.remove(); });
}

function beside(node, way) {
  let next = node[way];
  while (next?.nodeType === 3 && !next.data.trim()) next = next[way];
  return next;
}

function part(block, first, last) {
  const rest = block.ownerDocument.createElement(block.localName === "p" ? "p" : "div");
  while (last.nextSibling) rest.append(last.nextSibling);
  if (block.localName === "p") block.after(rest);
  else block.append(rest);
  last.remove();
  first.remove();
  paragraphs(rest);
}

function rename(element, tag) {
  const made = element.ownerDocument.createElement(tag);
  made.append(...element.childNodes);
  return made;
}
