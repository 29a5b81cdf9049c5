// One window writes, the others look. The server keeps whose turn it is (POST data-writers); this window says every
// now and then that it is still here, and hears whether it still is its turn. Whoever shows fields listens for
// `writing:readonly` on the document, detail { readonly }; `.writing` carries [data-readonly] meanwhile.
import { changes, fill, newest, read } from "./fields.js";
import { announce, stands } from "./marks.js";
import { name, others, settled } from "./names.js";
import { offer } from "./offers.js";
import { offerBack } from "./back.js";
import { savers } from "./saves.js";
import { ago } from "./words.js";

const PULSE = 20_000; // ms between signs of life; the server waits for 90 s
const LOOK = 4000; // ms between looks at what the other window writes
const ANSWER = 2500; // ms that another window of this browser has to save before it is taken over

const saver = savers.find((one) => one.form.dataset.writers);
const version = () => Number(saver.form.querySelector("[name=version]").value);
let writes = true, holder = "", box = null, wait;

if (saver) {
  const asked = settled.then(look);
  saver.mayWrite = async () => { await asked; return writes || take(); };
}

async function ask(more = {}) {
  const body = new FormData();
  const asked = { csrf_token: saver.form.querySelector("[name=csrf_token]").value, tab: name, ...more };
  Object.entries(asked).forEach(([key, value]) => body.append(key, value));
  try {
    const answer = await fetch(saver.form.dataset.writers, {
      method: "POST", body, headers: { "X-Requested-With": "fetch" }, signal: AbortSignal.timeout(10_000),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // whoever cannot be asked changes nothing: the next save decides
  }
}

async function look() {
  clearTimeout(wait);
  if (writes || !document.hidden) {
    const now = await ask();
    if (now) await hear(now).catch(() => {});
  }
  clearTimeout(wait);
  wait = setTimeout(look, writes ? PULSE : LOOK);
}

async function hear(told) {
  const now = (await inherits(told)) ?? told;
  if (!now.yours) return writes ? lose(now) : follow(now);
  wrote(name);
  if (!writes) return begin(now);
  await saver.rest(); // a save of ours on its way makes a new version, too
  if (now.version > version() && !saver.changed) await refresh();
}

// Another window has the turn. What was typed here and not saved stays here, and is offered back.
async function lose(now) {
  writes = false;
  saver.looking = true;
  readonly(true);
  await saver.rest();
  const kept = saver.setAside();
  if (kept) fill(saver.form, changes(read(saver.form), saver.base));
  tell(now);
  if (kept) offerBack(saver, kept);
  await follow(now);
}

async function follow(now) {
  holder = now.holder;
  if (now.version > version()) await refresh();
  stands(Date.parse(now.since));
}

async function begin(now) {
  const kept = saver.setAside();
  if (kept || now.version !== version()) await refresh();
  stands(Date.parse(now.since));
  writes = true;
  saver.looking = false;
  readonly(false);
  box?.remove();
  announce("You can write here now.");
  if (kept) offerBack(saver, kept);
}

// The newest text into the fields. Where images or questions came or went the page itself is another one.
async function refresh() {
  const other = await newest(saver.form);
  if (other && (Number(other.version) < version() || (writes && saver.changed))) return;
  if (!other || shape(other.fields) !== shape(read(saver.form))) return location.reload();
  if (fill(saver.form, changes(read(saver.form), other.fields)).size) return location.reload();
  saver.stand(other);
  document.dispatchEvent(new CustomEvent("writing:refreshed"));
}

// A window of this browser that crashed is not waited for: its turn is this window's.
async function inherits(told) {
  if (told.yours || !navigator.locks || wrote() !== told.holder || (await others()).has(told.holder)) return null;
  return ask({ take: "1", over: told.holder });
}

// The window of this browser that wrote last.
function wrote(one) {
  try {
    if (one) localStorage.setItem(`writer:${saver.draft}`, one);
    return localStorage.getItem(`writer:${saver.draft}`);
  } catch {
    return null;
  }
}

const shape = (fields) => [...fields.keys()].filter((one) => /^image-\d+-alt$/.test(one)).sort().join();

async function take() {
  await savedThere();
  const now = await ask({ take: "1", over: holder });
  if (!now) return say("We could not reach the site. Try again in a moment.");
  if (!now.yours) {
    await follow(now);
    return say("Another window was quicker. You can still write here instead.");
  }
  await hear(now);
  channel?.postMessage({ kind: "taken" });
  return true;
}

function tell(now) {
  const looking = looks();
  box?.remove();
  box = offer({
    title: looking ? "You are only looking" : "This draft is open in another window",
    words: looking
      ? "The other window writes. What it saves appears here."
      : `It was last saved there ${ago(Date.parse(now.since))}. Only one window can write at a time, so that nothing is overwritten.`,
    buttons: [["Write here instead", take], ...(looking ? [] : [["Only look", () => { looks(true); tell(now); }]])],
  });
}

// A sentence in the box that tells of the other window.
export function say(words) {
  const line = box?.querySelector(".said") ?? Object.assign(document.createElement("p"), { className: "said" });
  line.textContent = words;
  box?.querySelector(".verbs").before(line);
  return false;
}

// Whether the author has chosen to look, remembered over a reload.
function looks(chosen) {
  const key = `looking:${saver.draft}`;
  try {
    if (chosen) sessionStorage.setItem(key, "1");
    if (chosen === false) sessionStorage.removeItem(key);
    return sessionStorage.getItem(key) === "1";
  } catch {
    return Boolean(chosen);
  }
}

function readonly(on) {
  const desk = saver.form.closest(".writing") ?? saver.form;
  if (on) desk.dataset.readonly = "true";
  else delete desk.dataset.readonly;
  for (const field of desk.querySelectorAll("form :is(input, textarea, select, button)")) freeze(field, on);
  document.dispatchEvent(new CustomEvent("writing:readonly", { detail: { readonly: on } }));
  if (!on) looks(false);
}

function freeze(field, on) {
  const typed = field.tagName === "TEXTAREA" || /^(text|search|email|url|tel|number|date|password)$/.test(field.type);
  if (typed) field.readOnly = on;
  else if (field.type !== "hidden" && (on ? !field.disabled : "frozen" in field.dataset)) {
    field.disabled = on;
    if (on) field.dataset.frozen = "";
    else delete field.dataset.frozen;
  }
}

// The windows of one browser hear each other at once: "saved", "may I?", "yes".
const channel = saver && "BroadcastChannel" in window ? new BroadcastChannel(`writing:${saver.draft}`) : null;
let answered = () => {};

channel?.addEventListener("message", async ({ data }) => {
  if (data.kind === "taken" || (data.kind === "saved" && !writes && !document.hidden)) look();
  if (data.kind === "given" && data.to === name) answered();
  if (data.kind !== "want" || !writes) return;
  await saver.save();
  channel.postMessage({ kind: "given", to: data.from });
});

// Another window of this browser saves first what was typed in it.
async function savedThere() {
  if (!channel || !(await others()).has(holder)) return;
  await new Promise((done) => {
    answered = done;
    setTimeout(done, ANSWER);
    channel.postMessage({ kind: "want", from: name });
  });
}

document.addEventListener("writing:saved", () => channel?.postMessage({ kind: "saved" }));
document.addEventListener("writing:elsewhere", async () => {
  const now = (await ask()) ?? { yours: false, holder, version: version(), since: new Date().toISOString() };
  await hear(now).catch(() => {});
});
document.addEventListener("visibilitychange", () => { if (saver && !document.hidden) look(); });
addEventListener("pageshow", (back) => { if (saver && back.persisted) look(); });
addEventListener("pagehide", () => {
  if (!saver || !writes || saver.changed) return; // a last save gives the turn back by itself
  const body = new FormData();
  const said = { csrf_token: saver.form.querySelector("[name=csrf_token]").value, tab: name, leave: "1" };
  Object.entries(said).forEach(([key, value]) => body.append(key, value));
  navigator.sendBeacon?.(saver.form.dataset.writers, body);
});
