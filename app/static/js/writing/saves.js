// Saves as the guest types, in order and one at a time: each save carries the version that the one before it answered.
// Typed text is never lost. Until the server has acknowledged it, it is kept in this browser (keeping.js), tried again
// with growing waits, and offered back after a reload or a crash (back.js).
//
// For forms: `data-saves` is the address that takes the whole form and answers { version, ... } in JSON; `data-page`
// the page it stands on, if that is not the same address without "/saves"; `data-unsaved` is set where the server
// shows again what it could not save. For whoever stands in for a field (the editor): write into the field and
// dispatch `input`, and at once when `writing:flush` is heard on the document. Where a field gets a text from elsewhere
// (another window, a copy put back) its value is set and it dispatches `change`.
import { missing } from "./checklist.js";
import { reconcile } from "./conflicts.js";
import { asSent, changes, fill, newest, read } from "./fields.js";
import { forget, keep, aside } from "./keeping.js";
import * as marks from "./marks.js";
import { name, settled } from "./names.js";
import { offerAll } from "./back.js";
import { send, sentence, WAITS } from "./sending.js";

const PAUSE = 800; // ms of quiet before a save
const LONGEST = 5000; // ms that somebody who never pauses types unsaved

export const savers = [...document.querySelectorAll("form[data-saves]")].map(saving);
let turn = Promise.resolve();

function saving(form) {
  const draft = form.dataset.saves + (form.id && `#${form.id}`);
  const saver = {
    form, draft, changed: false, asking: false, looking: false, base: form.dataset.unsaved ? new Map() : asSent(form), unsure: null, fault: null, incomplete: false,
    save, typed, put, stand, setAside, rest: () => turn, mayWrite: async () => true,
  };
  let wait, due = 0, since = 0, tries = 0, kept = true, slow = 0;

  function typed() {
    since ||= Date.now();
    saver.changed = true;
    marks.changed();
    clearTimeout(slow);
    if (form.elements.length < 400) keepCopy();
    else slow = setTimeout(keepCopy, 250);
    due ||= Date.now() + LONGEST;
    later(Math.min(PAUSE, Math.max(0, due - Date.now())));
  }

  function later(ms) {
    clearTimeout(wait);
    wait = setTimeout(save, ms);
  }

  // Everything in the form that no save has taken, under this window's name.
  function keepCopy() {
    const fields = changes(saver.base, read(form));
    if (fields.size) kept = keep(`${draft}:${name}`, { at: Date.now(), fields, kind: "typed" });
    else forget(`${draft}:${name}`);
  }

  function save() {
    clearTimeout(wait);
    flush();
    if (saver.changed && !saver.asking && !saver.looking) turn = turn.then(post);
    return turn;
  }

  async function post() {
    if (!saver.changed || saver.asking || saver.looking) return;
    saver.changed = false;
    due = 0;
    marks.saving();
    const sent = read(form);
    try {
      acknowledge(sent, await send(form));
    } catch (fault) {
      saver.changed = true;
      if (!fault.status) saver.unsure = sent; // it may have arrived all the same
      failed(fault);
    }
  }

  function acknowledge(sent, said) {
    Object.assign(saver, { base: sent, unsure: null, fault: null });
    tries = 0;
    since = saver.changed ? Date.now() : 0;
    keepCopy();
    savers.filter((one) => one.form.dataset.saves === form.dataset.saves).forEach((one) => version(one.form, said.version));
    marks.saved();
    if (saver.changed) marks.changed();
    missing(said.problems, said);
    document.dispatchEvent(new CustomEvent("writing:saved", { detail: said }));
    if (saver.incomplete && !saver.changed) location.reload();
  }

  async function failed(fault) {
    saver.fault = fault;
    keepCopy();
    if (fault.why === "elsewhere") return void document.dispatchEvent(new CustomEvent("writing:elsewhere"));
    if (fault.status === 409) return void settle(); // not waited for: it may ask the author
    if (fault.status === 400 && !tries++) return renew();
    const wait = fault.after ?? WAITS[Math.min(tries, WAITS.length - 1)];
    const { words, again, more } = sentence(fault, { kept, since: since || Date.now(), wait });
    tries += 1;
    marks.failed(words, again ? "late" : "failed", more);
    if (again) later(wait * 1000);
  }

  // Another version came in between.
  async function settle() {
    saver.asking = true;
    const fault = await reconcile(saver).then(() => null, (why) => why);
    saver.asking = false;
    if (fault) return failed(fault);
    saver.changed = true;
    save();
  }

  // The page may be from an earlier visit, and its token with it.
  async function renew() {
    const other = await newest(form).catch(() => null);
    if (other) form.querySelector("[name=csrf_token]").value = other.token;
    later(0);
  }

  // The server's version is what ours is compared with and saved over from now on.
  function stand({ version: number, token, fields }) {
    version(form, number);
    if (token) form.querySelector("[name=csrf_token]").value = token;
    saver.base = fields;
  }

  // Text from elsewhere into the fields; words that have no field on this page (a question added in another window)
  // are sent along all the same, and once that is done the page is shown anew.
  function put(values) {
    for (const [name, texts] of fill(form, values)) {
      saver.incomplete = true;
      for (const text of texts) form.append(Object.assign(document.createElement("textarea"), { name, hidden: true, value: text }));
    }
  }

  // What is unsaved stays in this browser and is offered back; the form is free for the newest text.
  function setAside() {
    flush();
    clearTimeout(wait);
    const fields = saver.changed ? changes(saver.base, read(form)) : new Map();
    Object.assign(saver, { changed: false, fault: null, unsure: null });
    since = due = tries = 0;
    forget(`${draft}:${name}`);
    return fields.size ? aside(draft, { at: Date.now(), fields, kind: "typed" }) : null;
  }

  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "tab" }));
  form.addEventListener("input", (typing) => { if (typing.target.type !== "file") typed(); });
  settled.then(() => {
    form.querySelector("[name=tab]").value = name;
    return offerAll(saver);
  }).then(() => { if (saver.changed) keepCopy(); });
  if (form.dataset.unsaved) {
    saver.changed = true; // saved with the next word, or when the author says so: the page tells what is wrong
    marks.changed();
  }
  return saver;
}

// Whoever writes into a field a moment later does it now.
function flush() {
  document.dispatchEvent(new CustomEvent("writing:flush"));
}

function version(form, number) {
  const field = form.querySelector("[name=version]");
  if (field && number !== undefined) field.value = number;
}

// A form is sent only after the saves before it: theirs is the version it must carry. What could not be saved stays on
// the page, with the reason; only where fields are refused the server's own page says it better.
let flushed = false;
document.addEventListener("submit", async (sending) => {
  const { target, submitter } = sending;
  const own = savers.find((saver) => saver.form === target);
  if (flushed || sending.defaultPrevented || target.method === "dialog") return;
  sending.preventDefault();
  await saveAll();
  await new Promise((later) => setTimeout(later)); // a form refuses to be sent again while this event is under way
  if (own?.changed && own.fault && own.fault.status !== 422) return void why()?.scrollIntoView({ block: "center" });
  if (own) own.changed = false;
  flushed = true;
  target.requestSubmit(submitter ?? undefined);
  flushed = false;
});

// Where the page says why: one of the marks is hidden, by the width of the page.
function why() {
  return [...document.querySelectorAll("#offers, [data-saved-mark]")].find((one) => one.offsetParent);
}

addEventListener("online", () => savers.forEach((saver) => saver.save()));
addEventListener("pagehide", () => savers.forEach((saver) => saver.save()));
document.addEventListener("visibilitychange", () => savers.forEach((saver) => { if (document.hidden || saver.fault) saver.save(); }));
addEventListener("beforeunload", (leaving) => { if (unsaved()) leaving.preventDefault(); });

export function unsaved() {
  return savers.some((saver) => saver.changed);
}

// Every save that is due, done or failed.
export function saveAll() {
  return Promise.all(savers.map((saver) => saver.save())).then(() => turn);
}
