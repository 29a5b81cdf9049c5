// What Word puts into the clipboard: lists as paragraphs with a mark of their level, footnotes as links to the end.

const BULLET = /^[^\p{L}\p{N}]*$|^o$/u; // what stands before an item: anything but a number or a letter with a point
const ITEM = /mso-list:\s*l\d+\s+level(\d+)\s+lfo\d+/i;

export function isWord(html) {
  return /class="?Mso|style=["'][^"']*mso-|xmlns:o="urn:schemas-microsoft-com/i.test(html);
}

export function mendWord(root) {
  for (const mark of root.querySelectorAll("o\\:p, w\\:sdt, st1\\:place")) mark.replaceWith(...mark.childNodes);
  root.querySelectorAll("h1, h2, h3, h4, h5, h6").forEach((heading) => sign(heading)?.remove()); // readers count for themselves
  for (const quoted of root.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote")) added(quoted.parentNode.insertBefore(quoted.ownerDocument.createElement("blockquote"), quoted), "p").append(...quoted.childNodes);
  root.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote").forEach((empty) => empty.remove());
  lists(root);
  footnotes(root);
}

function style(element) {
  return element.getAttribute("data-style") ?? "";
}

function lists(root) {
  const items = [...root.querySelectorAll("p, div")].filter((one) => ITEM.test(style(one)) || /MsoListParagraph/.test(one.className) && sign(one));
  for (const item of items) {
    const run = [item];
    while (items.includes(run.at(-1).nextElementSibling)) run.push(run.at(-1).nextElementSibling);
    if (!items.includes(item.previousElementSibling)) item.before(nested(run));
  }
  items.forEach((item) => item.remove());
}

function sign(item) {
  return [...item.querySelectorAll("span")].find((one) => /mso-list:\s*ignore/i.test(style(one)));
}

// One list of lists from a run of paragraphs, each with its level.
function nested(run) {
  const out = run[0].ownerDocument.createDocumentFragment();
  const open = []; // lists, from the outermost
  for (const item of run) {
    const level = Number(ITEM.exec(style(item))?.[1] ?? 1);
    const said = sign(item);
    const words = said?.textContent.replace(/[\s\u00a0]+/g, "") ?? "·";
    const tag = BULLET.test(words) ? "ul" : "ol";
    open.length = Math.min(open.length, level);
    if (open.length === level && open.at(-1).localName !== tag) open.pop();
    while (open.length < level) open.push(added(open.at(-1)?.lastElementChild ?? out, tag, words));
    const line = added(open.at(-1), "li");
    said?.remove();
    added(line, "p").append(...item.cloneNode(true).childNodes);
  }
  return out;
}

function added(parent, tag, words = "") {
  const element = (parent.ownerDocument ?? document).createElement(tag);
  const first = Number(/^\d+/.exec(words)?.[0] ?? 1);
  if (tag === "ol" && first > 1) element.setAttribute("start", first);
  return parent.appendChild(element);
}

// `<a href="#_ftn1">[1]</a>`, and at the end `<div id=ftn1>` with a link back.
function footnotes(root) {
  for (const note of root.querySelectorAll("div[id^=ftn], div[id^=edn]")) {
    const label = note.id;
    const marks = root.querySelectorAll(`a[href$="#_${label}"]`);
    if (!marks.length) continue;
    note.querySelectorAll(`a[href$="#_${label.replace("n", "nref")}"]`).forEach((back) => back.remove());
    for (const mark of marks) {
      const place = mark.ownerDocument.createElement("sup");
      place.dataset.note = label;
      mark.replaceWith(place);
    }
    note.removeAttribute("id");
    note.dataset.note = label;
  }
  root.querySelectorAll("hr").forEach((line) => { if (line.nextElementSibling?.dataset.note) line.remove(); });
}
