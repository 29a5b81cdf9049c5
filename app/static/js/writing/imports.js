// A document on its way into the draft: sent, watched until it is read, and put in over what was saved last.
import { saveAll } from "./saves.js";

const LOOK = 1500; // ms between two looks
const DOCUMENT = /\.(docx|docm|doc|odt|rtf|pdf|pages|html?|xhtml|md|markdown|txt)$/i;

const place = document.querySelector("[data-import]");
if (place) {
  dress();
  document.addEventListener("drop", (moved) => dropped(moved), { capture: true });
}

function dress() {
  if (place.querySelector("[data-waiting]")) setTimeout(look, LOOK);
  place.querySelector(".without-script")?.remove();
  const bringing = place.querySelector("form.bringing");
  bringing?.querySelector("button[type=submit]").setAttribute("hidden", ""); // choosing a document sends it
  bringing?.querySelector("input[type=file]").addEventListener("change", (chosen) => send(chosen.target.files[0]));
  place.querySelector("form.placing")?.addEventListener("formdata", (sending) => {
    const saved = document.querySelector("form[data-saves] [name=version]");
    if (saved) sending.formData.set("version", saved.value);
  });
}

function show({ html }) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  place.replaceChildren(...fresh.childNodes);
  dress();
}

async function look() {
  try {
    const said = await (await fetch(place.dataset.import, { headers: { "X-Requested-With": "fetch" } })).json();
    if (!said.waiting) return show(said);
  } catch {
    // The next look will tell.
  }
  setTimeout(look, LOOK);
}

async function send(file) {
  const form = place.querySelector("form.bringing");
  if (!file || !form) return;
  const data = new FormData(form);
  data.set("document", file);
  tell(form, `Sending ${file.name} …`);
  await saveAll();
  try {
    const answer = await fetch(place.dataset.import, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    const said = await answer.json();
    if (said.html) return show(said);
    tell(form, said.message ?? `The site answered ${answer.status}.`);
  } catch {
    tell(form, "The connection was lost. Choose the document again when you are back.");
  }
}

function tell(form, words) {
  let line = form.querySelector("[role=status]");
  if (!line) {
    line = Object.assign(document.createElement("p"), { className: "hint" });
    line.setAttribute("role", "status");
    form.append(line);
  }
  line.textContent = words;
}

// One document dropped anywhere is an import; anything else stays what it was: images for the room.
function dropped(moved) {
  const files = [...(moved.dataTransfer?.files ?? [])];
  if (files.length !== 1 || !DOCUMENT.test(files[0].name)) return;
  const form = place.querySelector("form.bringing");
  if (!form) return;
  moved.preventDefault();
  moved.stopPropagation();
  form.closest("details")?.setAttribute("open", "");
  document.querySelectorAll("form.over").forEach((over) => over.classList.remove("over"));
  send(files[0]);
}
