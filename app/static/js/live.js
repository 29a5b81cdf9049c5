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
  if (answer.redirected) return location.reload(); // signed out elsewhere: names stand here that are for the desk alone
  if (answer.status !== 200 || !answer.headers.has("ETag")) return;
  waiting = new DOMParser().parseFromString(await answer.text(), "text/html");
  mark = answer.headers.get("ETag");
  if (!lines().matches(":hover")) show();
}

function show() {
  if (!waiting) return;
  const before = count(document), find = place(document.activeElement);
  for (const one of waiting.querySelectorAll("[data-live]")) document.querySelector(`[data-live=${one.dataset.live}]`).replaceWith(one);
  waiting = null;
  lines().addEventListener("pointerleave", show);
  find?.()?.focus({ preventScroll: true });
  const after = count(document);
  if (after !== before) said.textContent = `Now ${after}`;
}

// Where the focus was, to be found again among the new lines: the same button or link, else the same line, else the
// line that stands there now, else the view.
function place(focused) {
  if (!focused?.closest("[data-live]")) return null;
  const line = focused.closest(".queue > .item"), address = focused.getAttribute("href");
  const all = () => [...document.querySelectorAll(".queue > .item")], at = all().indexOf(line);
  const view = () => document.querySelector(".views [aria-current]");
  if (!line) return () => [...document.querySelectorAll("[data-live] a")].find((one) => one.getAttribute("href") === address) ?? view();
  return () => {
    const now = all().find((one) => one.dataset.item === line.dataset.item);
    const there = now ?? all()[Math.min(at, all().length - 1)];
    return (now && focused.matches("button") && now.querySelector(".claim button")) || there?.querySelector(".title a") || view();
  };
}

const lines = () => document.querySelector("[data-live=lines]");
const count = (page) => page.querySelector(".views [aria-current]")?.textContent.trim().replace(/\s+/g, " ");

if (said) {
  lines().addEventListener("pointerleave", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  wait = setTimeout(ask, FIRST);
}
