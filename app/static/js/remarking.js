// Writing to an author. “Comment on this”: words selected in the article as it is shown go into the message, with those before them, so that
// the very place is meant where the same words stand twice. Without a script they are copied by hand.
const AROUND = 64; // characters kept of what stands before
const LONGEST = 500;

document.addEventListener("selectionchange", () => { clearTimeout(wait); wait = setTimeout(show, 200); });
document.addEventListener("keydown", (press) => { if (press.key === "Escape") offer.hidden = true; });
const offer = Object.assign(document.createElement("a"), { className: "report-passage", textContent: "Comment on this", href: "#message-body", hidden: true });
offer.dataset.key = "h";
offer.setAttribute("aria-keyshortcuts", "h");
offer.addEventListener("click", (click) => { click.preventDefault(); put(); });
let wait;

// The page may be drawn anew while one looks (claiming.js): its parts are asked for each time.
const sheet = () => document.querySelector("[data-remarked]");
const tied = () => document.querySelector("[data-remark]");

function chosen() {
  const selection = getSelection(), shown = sheet();
  if (!shown || !tied() || !selection || selection.isCollapsed) return null;
  if (!shown.contains(selection.anchorNode) || !shown.contains(selection.focusNode)) return null;
  const range = selection.getRangeAt(0), until = document.createRange();
  const quote = line(selection.toString()).slice(0, LONGEST);
  until.setStart(shown, 0);
  until.setEnd(range.startContainer, range.startOffset);
  return quote ? { quote, before: line(until.toString()).slice(-AROUND), box: range.getBoundingClientRect() } : null;
}

function show() {
  const words = chosen();
  offer.hidden = !words;
  if (!words) return;
  if (!offer.isConnected) document.body.append(offer);
  const left = Math.min(words.box.left + scrollX, scrollX + document.documentElement.clientWidth - offer.offsetWidth - 12);
  offer.style.left = `${Math.max(12, left)}px`;
  offer.style.top = `${words.box.bottom + scrollY + 10}px`;
}

function put() {
  const words = chosen();
  if (!words) return;
  const form = tied().closest("form");
  tied().open = true;
  form.elements.quote.value = words.quote;
  form.elements.before.value = words.before;
  if (form.elements.image) form.elements.image.value = "";
  offer.hidden = true;
  form.scrollIntoView({ block: "center" });
  form.elements.body.focus({ preventScroll: true });
}

// A prepared message goes into the field in place, as the server does it without a script. Words that were typed stay, and it comes after them; only another
// prepared message that nobody has touched gives way.
document.addEventListener("submit", (sent) => {
  if (!sent.submitter?.matches("[data-letters] button")) return;
  sent.preventDefault();
  const field = document.querySelector("#message-body");
  const choice = sent.target.elements.letter, words = choice.selectedOptions[0].dataset.words;
  const typed = field.value.trim();
  const untouched = !typed || [...choice.options].some((one) => one.dataset.words.trim() === typed);
  const kept = untouched ? "" : `${field.value.trimEnd()}\n\n`;
  field.value = kept + words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  const at = field.value.indexOf("[[", kept.length), end = field.value.indexOf("]]", at);
  if (at >= 0 && end > at) field.setSelectionRange(at, end + 2);
});

const line = (text) => text.replace(/\s+/g, " ");
