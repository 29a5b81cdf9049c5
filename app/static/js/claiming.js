// The page of an item that is open: it takes the item, says every half a minute that it is still there, and gives it
// back when it is left. A page that nobody touched for as long as the desk's rule says lets go, and asks again at the
// next touch. What the server answers stands in [data-claim]; what changed is said to screen readers. Where the server
// will not listen to this page any more (signed out, erased), it says so and stops.
const BEAT = 30_000; // ms between signs of life; the server waits for two minutes
const PATIENCE = 10_000;
let place = document.querySelector("[data-claim]");
const asks = place?.hasAttribute("data-asks");
const idle = Number(place?.dataset.idle) * 60_000;
const REFUSED = [400, 401, 403, 404]; // whatever else fails may go better in half a minute
let touched = Date.now(), wait, left = false, over = false;

async function send(address, more = {}) {
  try {
    const answer = await fetch(address, {
      method: "POST", body: filled(more), headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(PATIENCE),
    });
    const told = await answer.json();
    return answer.ok ? told : REFUSED.includes(answer.status) ? { over: `${told.title}. ${told.message}`.trim() } : null;
  } catch {
    return null; // whoever cannot be asked keeps what it had: the next beat, or the decision itself, tells
  }
}

function filled(more) {
  const body = new FormData();
  Object.entries({ csrf_token: place.dataset.token, state: place.dataset.state, ...more }).forEach(([key, value]) => body.append(key, value));
  return body;
}

async function beat(more = {}) {
  clearTimeout(wait);
  if (Date.now() - touched >= idle) return letGo();
  const now = await send(place.dataset.claim, more);
  if (now?.begun && !typed()) await drawAnew();
  if (now) show(now);
  clearTimeout(wait);
  if (!left && !over) wait = setTimeout(beat, BEAT);
}

async function letGo() {
  left = true;
  const now = await send(`${place.dataset.claim}/release`, { leave: "1" });
  if (now) show(now);
}

// What was taken stands elsewhere than on the page, mostly because taking it began something: what can be done is another.
async function drawAnew() {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  if (!answer?.ok || typed()) return;
  const main = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  const here = document.querySelector("main"), focus = here.contains(document.activeElement);
  if (!main?.querySelector("[data-claim]")) return;
  const told = here.querySelector(".told"); // was said once and is on no page after that
  if (told && !main.querySelector(".told")) main.prepend(told);
  here.replaceWith(main);
  if (focus) main.focus();
  place = main.querySelector("[data-claim]");
  place.dataset.hands = ""; // so that it is said
}

function show(now) {
  if (now.over) return end(now.over);
  const part = new DOMParser().parseFromString(now.html, "text/html").body;
  const { hands, holder = "", refused = "" } = place.dataset;
  Object.assign(place.dataset, { hands: now.hands, holder: now.holder ?? "", refused: now.refused });
  if (now.hands === hands && place.dataset.holder === holder && now.refused === refused) {
    if (words(part)) place.querySelector("span")?.replaceWith(part.querySelector("span")); // another hour
    return;
  }
  change([...part.childNodes], now.hands === "free" && !now.refused ? "Nobody has claimed this now." : words(part));
}

function end(why) {
  over = true;
  place.dataset.hands = "";
  change([Object.assign(document.createElement("span"), { className: "taken", textContent: why })], why);
}

function change(parts, aloud) {
  const focus = place.contains(document.activeElement);
  place.replaceChildren(...parts);
  if (focus) (place.querySelector("button, a") ?? place).focus();
  setTimeout(() => { document.querySelector("[data-claim-said]").textContent = aloud; }, 100); // what was just drawn is not listened to yet
}

const words = (part) => part.querySelector("span")?.textContent ?? "";
const typed = () => [...document.querySelectorAll("main textarea, main input")].some(
  (one) => one.value !== one.defaultValue || one.checked !== one.defaultChecked,
);

function again() {
  touched = Date.now();
  if (!left || over) return;
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
  addEventListener("pageshow", (back) => { if (back.persisted) left = true, again(); });
  beat({ opening: "1" });
}
