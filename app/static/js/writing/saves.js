// Saves as the guest types. Typed text is never lost: what could not be saved stays in its field, is tried again, and
// is kept in this tab until a save has gone through.
import { missing } from "./checklist.js";

const PAUSE = 800; // ms of quiet before a save
const RETRY = 8000; // ms until a failed save is tried again
const OURS = new Set(["csrf_token", "version"]);

const marks = document.querySelectorAll("[data-saved-mark]");
export const savers = [...document.querySelectorAll("form[data-saves]")].map(saving);
let turn = Promise.resolve(); // one save at a time: each carries the version the one before it answered

function tell(words, state = "") {
  marks.forEach((mark) => { mark.textContent = words; mark.dataset.state = state; });
}

function saving(form) {
  const key = `draft:${form.dataset.saves}:${form.id || form.action}`;
  const saver = { form, changed: false, stopped: false, save };
  let wait;

  function save() {
    clearTimeout(wait);
    if (saver.changed && !saver.stopped) turn = turn.then(post);
    return turn;
  }

  async function post() {
    if (!saver.changed || saver.stopped) return;
    saver.changed = false;
    tell("Saving…");
    try {
      const said = await answered(form);
      if (!saver.changed) sessionStorage.removeItem(key);
      tell(said.saved_at_text ?? "Saved");
      missing(said.problems, said);
    } catch (fault) {
      saver.changed = true;
      sessionStorage.setItem(key, JSON.stringify(typed(form)));
      if (fault.stale) {
        saver.stopped = true;
        return tell(fault.message || "This draft was changed somewhere else. Copy what you typed here before you reload the page.", "failed");
      }
      tell(fault.message ? `Not saved yet: ${fault.message}` : "Not saved yet: no connection. Your text is still here, and we try again.", "late");
      clearTimeout(wait);
      wait = setTimeout(save, RETRY);
    }
  }

  form.addEventListener("input", (typing) => {
    if (typing.target.type === "file") return;
    saver.changed = true;
    clearTimeout(wait);
    wait = setTimeout(save, PAUSE);
  });
  offerBack(form, key, () => { saver.changed = true; save(); });
  return saver;
}

async function answered(form) {
  let answer;
  try {
    answer = await fetch(form.dataset.saves, {
      method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" },
      keepalive: document.visibilityState === "hidden",
    });
  } catch {
    throw new Error("");
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said.message ?? `the site answered ${answer.status}.`), { stale: answer.status === 409 });
  if (said.version !== undefined) {
    for (const other of savers.filter((one) => one.form.dataset.saves === form.dataset.saves)) {
      const version = other.form.querySelector("[name=version]");
      if (version) version.value = said.version;
    }
  }
  return said;
}

function typed(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !OURS.has(name));
}

// Text from before a reload that no save had taken: offered, not forced, since the draft may have moved on.
function offerBack(form, key, changed) {
  const kept = sessionStorage.getItem(key);
  if (!kept || kept === JSON.stringify(typed(form))) return sessionStorage.removeItem(key);
  const offer = document.createElement("p");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button second", textContent: "Put it back" });
  offer.className = "verbs";
  offer.setAttribute("role", "status");
  offer.append("What you last typed here was not saved. ", button);
  form.prepend(offer);
  button.addEventListener("click", () => {
    const seen = {};
    for (const [name, value] of JSON.parse(kept)) {
      const fields = [...form.elements].filter((field) => field.name === name);
      const field = fields[(seen[name] = (seen[name] ?? -1) + 1)] ?? fields[0];
      if (field?.type === "radio" || field?.type === "checkbox") fields.forEach((one) => { if (one.value === value) one.checked = true; });
      else if (field) field.value = value;
    }
    offer.remove();
    changed();
  });
}

// A form is sent only after the saves before it: theirs is the version it must carry.
let flushed = false;
document.addEventListener("submit", (sending) => {
  const own = savers.find((saver) => saver.form === sending.target);
  const others = savers.filter((saver) => saver !== own && saver.changed && !saver.stopped);
  if (flushed || sending.defaultPrevented || sending.target.method === "dialog") return void (own && (own.changed = false));
  sending.preventDefault();
  const { target, submitter } = sending;
  // A form refuses to be sent again while this event is still under way: hence the timer.
  Promise.all(others.map((saver) => saver.save())).then(() => turn).finally(() => setTimeout(() => {
    if (own) own.changed = false;
    flushed = true;
    target.requestSubmit(submitter ?? undefined);
    flushed = false;
  }));
});
addEventListener("online", () => savers.forEach((saver) => saver.save()));
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") savers.forEach((saver) => saver.save()); });
addEventListener("beforeunload", (leaving) => { if (unsaved()) leaving.preventDefault(); });

export function unsaved() {
  return savers.some((saver) => saver.changed);
}

// Every save that is due, done or failed.
export function saveAll() {
  return Promise.all(savers.map((saver) => saver.save())).then(() => turn);
}
