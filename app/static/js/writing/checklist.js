// What stands between the draft and the signature, and what is advised, as the last save told it. Each line leads to
// its place: a field, or the very words in it.
import { recognised } from "./references.js";
import { counted } from "./words.js";

const box = document.querySelector("[data-preflight]");
const LISTS = [
  { list: "[data-problems]", kind: "missing", none: "Everything we need is here.", one: "thing before you can sign", many: "things before you can sign" },
  { list: "[data-advice]", kind: "advised", none: "We have none.", one: "piece of advice", many: "pieces of advice" },
];

export function missing(problems, said = {}) {
  if (!box || !problems) return;
  const told = [problems, said.advice ?? []].map((findings, at) => shown(LISTS[at], findings));
  for (const left of document.querySelectorAll("[data-left-of-all]")) left.textContent = problems.length ? `${counted(problems.length, "thing")} left` : "Ready to sign";
  recognised(said.references);
  const words = `${told.join(", ")}.`;
  const mark = box.querySelector("[data-preflight-told]");
  if (mark.dataset.told !== undefined && mark.dataset.told !== words) mark.textContent = words;
  mark.dataset.told = words;
}

// A line that says the same stays the same element: nobody loses the keyboard's place, and what was opened stays open.
function shown({ list, kind, none, one, many }, findings) {
  const place = box.querySelector(list);
  const known = new Map([...place.children].map((line) => [key(line), line]));
  const lines = findings.map((finding) => known.get(name(finding)) ?? made(finding, kind));
  if (!lines.length) lines.push(known.get(null) ?? element("li", { className: "done", textContent: none }));
  for (const line of known.values()) if (!lines.includes(line)) line.remove();
  lines.forEach((line, at) => { if (place.children[at] !== line) place.insertBefore(line, place.children[at] ?? null); });
  return `${findings.length} ${findings.length === 1 ? one : many}`;
}

function key(line) {
  const link = line.querySelector("a[href^='#']");
  return link && JSON.stringify([link.hash.slice(1), link.textContent, link.dataset.occurrence ?? "", link.dataset.offset ?? ""]);
}

function name({ place, text, quote, occurrence, offset }) {
  return JSON.stringify([place, text, quote ? String(occurrence) : "", quote ? String(offset) : ""]);
}

function made({ place, text, quote, occurrence, offset, sources = [] }, kind) {
  const link = element("a", { href: `#${place}`, textContent: text });
  if (quote) Object.assign(link.dataset, { quote, occurrence, offset });
  const line = element("li", { className: kind }, element("div", {}, link));
  if (sources.length) line.firstChild.append(element("details", {}, element("summary", { textContent: "Why" }), element("ul", {}, ...sources.map(origin))));
  return line;
}

function origin({ name: title, section, url, since }) {
  const source = url ? element("a", { href: url, rel: "noopener noreferrer", target: "_blank", textContent: title }) : title;
  return element("li", {}, source, `: ${section} (since ${since})`);
}

export function element(tag, given, ...children) {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...children);
  return made;
}

// To the place. Whoever else shows the text may take it over: it hears `writing:find` and prevents what follows.
box?.addEventListener("click", (click) => {
  const link = click.target.closest("a[href^='#']");
  const field = link && target(link.hash.slice(1));
  if (!field) return;
  click.preventDefault();
  click.stopPropagation();
  link.closest("dialog")?.close();
  const { quote = "", occurrence = 0, offset = 0 } = link.dataset;
  const detail = { field: field.id, quote, occurrence: Number(occurrence) };
  if (!document.dispatchEvent(new CustomEvent("writing:find", { detail, cancelable: true }))) return;
  const shown = reveal(field);
  if (!quote || !shown) return;
  if (shown.setSelectionRange) select(shown, quote, Number(offset), detail.occurrence);
  else if (shown.isContentEditable) mark(shown, quote, detail.occurrence);
});

// Empty questions are left out when a draft is saved, so the numbers of the list are those of the filled ones.
function target(id) {
  const pair = /^faq-(\d+)-(question|answer)$/.exec(id);
  if (!pair) return document.getElementById(id);
  const filled = [...document.querySelectorAll("[data-questions] .pair")].filter((one) => [...one.querySelectorAll("input, textarea")].some((field) => field.value.trim()));
  return filled[pair[1]]?.querySelector(`[id$="-${pair[2]}"]`) ?? document.getElementById(id);
}

// Unfolds what hides the field, and gives what now has the keyboard: the field, or the editor in its stead.
function reveal(field) {
  if (field.matches(".image")) field.querySelector("details").open = true;
  for (let folded = field.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  const spot = field.offsetParent ? field : field.closest(".field, section") ?? field;
  const within = ["[contenteditable=true]", "input, textarea, select, button, a"].flatMap((kind) => [...spot.querySelectorAll(kind)]);
  const first = [field, ...within].find((one) => one.offsetParent && (one.isContentEditable || one.tabIndex >= 0));
  spot.scrollIntoView({ block: "center" });
  first?.focus({ preventScroll: true });
  return first;
}

// The words in an editor: its text nodes in order, blocks apart.
function mark(editor, quote, occurrence) {
  const nodes = [];
  let said = "";
  const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
  for (let block = null; walker.nextNode();) {
    const own = walker.currentNode.parentElement.closest("p, h1, h2, h3, h4, h5, h6, li, td, th, pre, figure");
    if (own !== block) said += "\n";
    block = own;
    nodes.push({ node: walker.currentNode, at: said.length });
    said += walker.currentNode.data;
  }
  const at = nth(said, quote, occurrence);
  if (at < 0) return;
  const spot = (place) => nodes.findLast((one) => one.at <= place);
  const [first, last] = [spot(at), spot(at + quote.length - 1)];
  document.getSelection().setBaseAndExtent(first.node, at - first.at, last.node, at + quote.length - last.at);
  first.node.parentElement.scrollIntoView({ block: "center" });
}

function nth(said, quote, occurrence) {
  let at = -1;
  for (let count = 0; count <= occurrence; count += 1) {
    const next = said.indexOf(quote, at + 1);
    if (next < 0) return at;
    at = next;
  }
  return at;
}

// Offsets count characters as people do; a field counts some of them twice.
function select(field, quote, offset, occurrence) {
  let at = [...field.value].slice(0, offset).join("").length;
  if (!field.value.startsWith(quote, at)) at = nth(field.value, quote, occurrence);
  if (at < 0) return;
  field.setSelectionRange(at, at + quote.length);
  scrollTo(field, at);
}

// A long text scrolls in its field or with the page: the share of lines before the words is near enough.
function scrollTo(field, at) {
  const share = at / Math.max(field.value.length, 1);
  field.scrollTop = share * field.scrollHeight - field.clientHeight / 2;
  const { top, height } = field.getBoundingClientRect();
  if (height > innerHeight) window.scrollBy({ top: top + share * height - innerHeight / 2 });
}
