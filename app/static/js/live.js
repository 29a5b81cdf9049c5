// The queue while somebody looks at it: asks every few seconds whether anything changed, with the mark it has, and gets
// nothing while nothing did. New lines wait while the pointer is over the list, so that none slips under a click.
const ASK = 8000; // ms
const FIRST = 1000; // ms: what somebody gave back by coming here may still be on its way
const PATIENCE = 10_000;
const said = document.querySelector("[data-mark]");
let mark = `"${said?.dataset.mark}"`, waiting = null, wait;

async function ask() {
  clearTimeout(wait);
  if (!document.hidden) await look().catch(() => {}); // whoever cannot be asked has the lines there are
  wait = setTimeout(ask, ASK);
}

async function look() {
  const answer = await fetch(location.href, {
    headers: { "X-Requested-With": "fetch", "If-None-Match": mark }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.status !== 200 || !answer.headers.has("ETag")) return;
  waiting = new DOMParser().parseFromString(await answer.text(), "text/html");
  mark = answer.headers.get("ETag");
  if (!lines().matches(":hover")) show();
}

function show() {
  if (!waiting) return;
  const before = count(document), at = document.activeElement?.closest?.(".queue > .item")?.dataset.item;
  for (const one of waiting.querySelectorAll("[data-live]")) document.querySelector(`[data-live=${one.dataset.live}]`).replaceWith(one);
  waiting = null;
  lines().addEventListener("pointerleave", show);
  if (at) document.querySelector(`.queue > .item[data-item="${at}"] .title a`)?.focus({ preventScroll: true });
  const after = count(document);
  if (after !== before) said.textContent = `Now ${after}`;
}

const lines = () => document.querySelector("[data-live=lines]");
const count = (page) => page.querySelector(".views [aria-current]")?.textContent.trim().replace(/\s+/g, " ");

if (said) {
  lines().addEventListener("pointerleave", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  wait = setTimeout(ask, FIRST);
}
