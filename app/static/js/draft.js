// The writing desk: saves as the guest types, and sends images with their progress. Typed text is never lost:
// what could not be saved stays in the form, is kept in this tab, and is tried again.
const PAUSE = 800; // ms of quiet before a save
const RETRY = 8000; // ms until a failed save is tried again

for (const form of document.querySelectorAll("form[data-saves]")) saving(form);
for (const form of document.querySelectorAll("form[data-upload]")) sending(form);

function saving(form) {
  const marks = document.querySelectorAll("[data-saved-mark]");
  const problems = document.querySelector("[data-problems]");
  let wait, running = false, changed = false, stopped = false;

  const tell = (words, state = "") => marks.forEach((mark) => { mark.textContent = words; mark.dataset.state = state; });

  async function save() {
    clearTimeout(wait);
    if (running || stopped || !changed) return;
    running = true;
    changed = false;
    tell("Saving…");
    try {
      const answer = await fetch(form.dataset.saves, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
      const said = await answer.json().catch(() => ({}));
      if (answer.status === 409) return stop(said.message);
      if (!answer.ok) throw new Error(said.message ?? "");
      const version = form.querySelector("[name=version]");
      if (version && said.version !== undefined) version.value = said.version;
      tell(said.saved_at_text ?? "Saved");
      if (problems && said.problems) list(problems, said.problems);
    } catch (fault) {
      changed = true;
      tell(fault instanceof TypeError || !fault.message
        ? "Not saved yet: no connection. Your text is still here; trying again." : `Not saved yet: ${fault.message}`, "late");
      wait = setTimeout(save, RETRY);
    } finally {
      running = false;
      if (changed && !stopped) { clearTimeout(wait); wait = setTimeout(save, marksLate() ? RETRY : PAUSE); }
    }
  }

  const marksLate = () => [...marks].some((mark) => mark.dataset.state === "late");

  function stop(words) {
    stopped = true;
    changed = true;
    tell(words ?? "This draft was changed somewhere else. Copy what you typed here before you reload the page.", "failed");
  }

  form.addEventListener("input", () => {
    changed = true;
    if (stopped) return;
    clearTimeout(wait);
    wait = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => { clearTimeout(wait); stopped = true; changed = false; });
  addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  addEventListener("beforeunload", (leaving) => { if (changed || running) leaving.preventDefault(); });
}

function list(place, problems) {
  place.replaceChildren(...problems.map((problem) => {
    const line = document.createElement("li");
    line.className = "missing";
    line.textContent = typeof problem === "string" ? problem : problem.text;
    return line;
  }));
}

function sending(form) {
  const input = form.querySelector("input[type=file]");
  if (!input) return;
  const uploads = form.querySelector(".uploads") ?? form.appendChild(Object.assign(document.createElement("ul"), { className: "uploads" }));
  let queue = Promise.resolve(), waiting = 0, refused = 0;

  function take(files) {
    for (const file of files) {
      waiting += 1;
      const row = rowFor(file);
      uploads.append(row.line);
      queue = queue.then(() => send(file, row)).catch((words) => { refused += 1; row.refuse(words); }).then(() => {
        waiting -= 1;
        if (!waiting && !refused) settled();
      });
    }
    input.value = "";
  }

  function send(file, row) {
    return new Promise((done, fail) => {
      const data = new FormData(form);
      data.delete(input.name);
      data.append(input.name, file);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "fetch");
      request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) row.at(step.loaded / step.total); });
      request.addEventListener("load", () => (request.status < 400 ? (row.done(), done()) : fail(reason(request))));
      request.addEventListener("error", () => fail("the connection was lost. Choose the file again when you are back."));
      request.send(data);
    });
  }

  // Reload only when nothing typed would be lost: the page asks `beforeunload`, and unsaved text keeps it here.
  const settled = () => setTimeout(() => location.reload(), 400);

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

function reason(request) {
  try { return JSON.parse(request.responseText).message ?? `the site answered ${request.status}.`; }
  catch { return request.status === 413 ? "it is too large." : `the site answered ${request.status}.`; }
}

function rowFor(file) {
  const line = document.createElement("li");
  const words = document.createElement("span");
  const bar = document.createElement("progress");
  words.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  line.append(words, bar);
  return {
    line,
    at: (part) => { bar.value = part; },
    done: () => { bar.value = 1; words.textContent = `${file.name}: received`; },
    refuse: (why) => { bar.remove(); words.className = "refused"; words.setAttribute("role", "alert"); words.textContent = `${file.name} was not taken: ${why}`; },
  };
}
