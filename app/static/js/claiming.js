// The page of an item that is open: it takes the item, says every half a minute that it is still there, and gives it
// back when it is left. A page that nobody touched for as long as the desk's rule says lets go, and asks again at the
// next touch. What the server answers stands in [data-claim]; what changed is said to screen readers.
const BEAT = 30_000; // ms between signs of life; the server waits for two minutes
const PATIENCE = 10_000;
let place = document.querySelector("[data-claim]");
const asks = place?.hasAttribute("data-asks");
const idle = Number(place?.dataset.idle) * 60_000;
let touched = Date.now(), wait, left = false;

async function send(address, more = {}) {
  try {
    const answer = await fetch(address, {
      method: "POST", body: filled(more), headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // whoever cannot be asked keeps what it had: the next beat, or the decision itself, tells
  }
}

function filled(more) {
  const body = new FormData();
  Object.entries({ csrf_token: place.dataset.token, ...more }).forEach(([key, value]) => body.append(key, value));
  return body;
}

async function beat() {
  clearTimeout(wait);
  if (Date.now() - touched >= idle) return letGo();
  const now = await send(place.dataset.claim);
  if (now?.begun) await drawAnew();
  if (now) show(now);
  clearTimeout(wait);
  if (!left) wait = setTimeout(beat, BEAT);
}

async function letGo() {
  left = true;
  const now = await send(`${place.dataset.claim}/release`, { leave: "1" });
  if (now) show(now);
}

// The first claim began something: what the page offers is another now. Nothing that was typed is drawn over.
async function drawAnew() {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (!answer?.ok) return;
  const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const here = document.querySelector("main");
  if (!main?.querySelector("[data-claim]") || [...here.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue)) return;
  here.replaceWith(main);
  place = main.querySelector("[data-claim]");
  place.dataset.hands = ""; // so that it is said
}

function show(now) {
  const { hands, holder = "" } = place.dataset;
  if (now.hands === hands && String(now.holder ?? "") === holder && !now.refused) return;
  place.dataset.hands = now.hands;
  place.dataset.holder = now.holder ?? "";
  const focus = place.contains(document.activeElement);
  place.innerHTML = now.html;
  if (focus) place.querySelector("button, a")?.focus();
  const said = document.querySelector("[data-claim-said]");
  const words = now.hands === "free" && !now.refused ? "Nobody has claimed this now." : place.querySelector("span")?.textContent;
  if (said) setTimeout(() => { said.textContent = words ?? ""; }, 100); // one that was just drawn is not listened to yet
}

function again() {
  touched = Date.now();
  if (!left) return;
  left = false;
  beat();
}

if (asks) {
  for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, again, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) again(); });
  addEventListener("pagehide", () => {
    clearTimeout(wait);
    if (!left && place.dataset.hands === "yours") navigator.sendBeacon?.(`${place.dataset.claim}/release`, filled({ leave: "1" }));
  });
  addEventListener("pageshow", (back) => { if (back.persisted) beat(); });
  beat();
}
