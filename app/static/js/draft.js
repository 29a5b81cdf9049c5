// The writing desk: saves as the guest types, and sends images with their progress. Typed text is never lost: what
// could not be saved stays in its field, is tried again, and is kept in this tab until a save has gone through.
const PAUSE = 800; // ms of quiet before a save
const RETRY = 8000; // ms until a failed save is tried again
const OURS = new Set(["csrf_token", "version"]);

const marks = document.querySelectorAll("[data-saved-mark]");
const savers = [...document.querySelectorAll("form[data-saves]")].map(saving);
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
      missing(said.problems);
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

function missing(problems) {
  const place = document.querySelector("[data-problems]");
  if (!place || !problems) return;
  if (!problems.length) return place.replaceChildren(Object.assign(document.createElement("li"), { className: "done", textContent: "Everything we need is here." }));
  place.replaceChildren(...problems.map((problem) => {
    const line = document.createElement("li");
    line.className = "missing";
    const words = Object.assign(document.createElement(problem.place ? "a" : "span"), { textContent: problem.text ?? problem });
    if (problem.place) words.href = `#${problem.place}`;
    line.append(words);
    return line;
  }));
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
let sendingNow = 0; // files on their way: leaving the page would break them off
addEventListener("beforeunload", (leaving) => { if (sendingNow || savers.some((saver) => saver.changed)) leaving.preventDefault(); });

for (const form of document.querySelectorAll("form[data-upload]")) sendingFiles(form);

function sendingFiles(form) {
  const input = form.querySelector("input[type=file]");
  const uploads = form.querySelector(".uploads");
  if (!input || !uploads) return;
  let line = Promise.resolve();
  let waiting = 0, refused = 0, arrived = 0;

  function take(files) {
    uploads.querySelector(".settled")?.remove();
    for (const file of files) {
      waiting += 1;
      sendingNow += 1;
      const row = rowFor(file, uploads);
      line = line.then(() => send(form, input, file, row))
        .then(() => { arrived += 1; }, (why) => { refused += 1; row.refuse(why); })
        .then(() => { waiting -= 1; sendingNow -= 1; if (!waiting) settle(); });
    }
    input.value = "";
  }

  // The list is the server's: the page is asked for again, but never over text that is not saved yet.
  async function settle() {
    await Promise.all(savers.map((saver) => saver.save())).then(() => turn);
    if (!refused && !savers.some((saver) => saver.changed)) return location.reload();
    if (!arrived) return;
    const again = Object.assign(document.createElement("a"), { href: location.href, textContent: "Show the images that arrived" });
    uploads.append(Object.assign(document.createElement("li"), { className: "settled" }));
    uploads.lastChild.append(again);
  }

  form.querySelector("button[type=submit]")?.setAttribute("hidden", ""); // choosing a file sends it
  input.addEventListener("change", () => take([...input.files]));
  const drop = form.closest("[data-drop]") ?? form;
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (moved) => {
      if (!moved.dataTransfer?.types.includes("Files")) return;
      moved.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop") take([...moved.dataTransfer.files]);
    });
  }
}

function send(form, input, file, row) {
  return new Promise((done, fail) => {
    const data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) row.at(step.loaded / step.total); });
    request.addEventListener("load", () => (request.status < 400 ? done(row.received()) : fail(reason(request))));
    request.addEventListener("error", () => fail("the connection was lost. Choose the file again when you are back."));
    request.send(data);
  });
}

function reason(request) {
  try {
    return JSON.parse(request.responseText).message ?? `the site answered ${request.status}.`;
  } catch {
    return request.status === 413 ? "it is too large." : `the site answered ${request.status}.`;
  }
}

function rowFor(file, uploads) {
  const line = document.createElement("li");
  const words = Object.assign(document.createElement("span"), { textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  line.append(words, bar);
  uploads.append(line);
  return {
    at: (part) => { bar.value = part; },
    received: () => { bar.value = 1; words.textContent = `${file.name}: received`; },
    refuse: (why) => { bar.remove(); words.className = "refused"; words.textContent = `${file.name} was not taken: ${why.replace(`${file.name}: `, "")}`; },
  };
}

// Images the worker still looks into: asked about until they are done; the page is shown anew when nobody is typing.
const looking = [...document.querySelectorAll(".image[data-state=received]")];
if (looking.length) setTimeout(look, 3000);

async function look() {
  try {
    const answer = await fetch(`${location.pathname}/images`, { headers: { "X-Requested-With": "fetch" } });
    const { images } = await answer.json();
    const done = looking.some((shown) => images.some((image) => shown.id === `image-${image.id}` && image.state !== shown.dataset.state));
    const typing = document.activeElement?.closest("input, textarea, select");
    if (done && !typing && !savers.some((saver) => saver.changed)) return location.reload();
  } catch {
    // The next look will tell.
  }
  setTimeout(look, 3000);
}
