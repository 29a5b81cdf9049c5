// The rights form: shows the fields an answer asks for, takes over what the file says, and sends evidence. Without it
// every field is on the page and every button works.
import { fit, unfold } from "./fitting.js";
import { renew, say } from "./room.js";
import { saveAll } from "./saves.js";

const room = document.querySelector("[data-room]");
const own = document.querySelector("form[data-saves]");
const renewing = new Map(); // of each card: when it is asked for

if (room) {
  for (const rights of room.querySelectorAll("[data-rights]")) dress(rights);
  new MutationObserver(() => room.querySelectorAll("[data-rights]:not([data-dressed])").forEach(dress)).observe(room, { childList: true });
  room.addEventListener("change", changed);
  room.addEventListener("click", pressed);
  room.addEventListener("toggle", ({ target }) => { if (target.matches(".same")) delete target.parentElement.dataset.part; }, true); // ticks stay
}

function dress(rights) {
  rights.dataset.dressed = "";
  rights.querySelectorAll("[data-papers-send]").forEach((button) => { button.hidden = true; }); // choosing a file sends it
  fit(rights);
  unfold(rights);
}

function changed({ target }) {
  if (target.dataset.papers) return void send(target);
  const rights = target.closest("[data-rights]");
  if (target.name === "for") return;
  if (rights) fit(rights);
  if (rights || target.name?.endsWith("-credit")) later(target.closest(".image"));
}

// What the site concludes (the summary, the contradictions) is asked for once the answers are saved.
function later(card) {
  clearTimeout(renewing.get(card.id));
  renewing.set(card.id, setTimeout(async () => {
    await saveAll();
    await renew(card).catch(() => {}); // the next change will tell
  }, 1000));
}

function pressed(clicked) {
  const button = clicked.target.closest("button");
  const card = button?.closest(".image");
  if (!card || !(button.dataset.take !== undefined || button.dataset.paperOff !== undefined)) return;
  clicked.preventDefault();
  if (button.dataset.take !== undefined) return take(card, JSON.parse(button.value).takes);
  post(button.formAction).then(() => again(card)).then(() => say("The file was removed."), () => fault(card, "That did not work: there is no connection. Try again."));
}

// The file's words become the answers, as if they had been typed.
function take(card, takes) {
  let last;
  for (const [name, value] of Object.entries(takes)) {
    for (const field of card.querySelectorAll(`[name="image-${card.dataset.id}-${name}"]`)) {
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
      if (field.type !== "radio" || field.checked) last = field;
    }
  }
  last?.dispatchEvent(new Event("input", { bubbles: true }));
  last?.dispatchEvent(new Event("change", { bubbles: true }));
  fit(card.querySelector("[data-rights]"));
  last?.focus();
  say("Your answer now follows the file.");
}

async function send(input) {
  const card = input.closest(".image");
  const files = [...input.files];
  if (!files.length) return;
  input.value = ""; // a save of the form must not carry it
  input.disabled = true;
  fault(card, "");
  try {
    const refused = await post(input.dataset.papers, input.name, files);
    if (refused) fault(card, refused);
    await again(card);
    if (!refused) say(files.length === 1 ? `${files[0].name} was added.` : `${files.length} files were added.`);
  } catch {
    fault(card, "The connection was lost. Choose the file again when you are back.");
  } finally {
    input.disabled = false;
    input.focus();
  }
}

async function post(address, name, files = []) {
  const data = new FormData();
  data.append("csrf_token", own.querySelector("[name=csrf_token]").value);
  for (const file of files) data.append(name, file);
  const answered = await fetch(address, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
  if (answered.ok || answered.redirected) return "";
  const said = await answered.json().catch(() => ({}));
  return said.message ?? `The site answered ${answered.status}.`;
}

// Whether there is evidence changes what is asked for.
async function again(card) {
  await renew(card);
  fit(card.querySelector("[data-rights]"));
}

function fault(card, words) {
  const place = card.querySelector("[data-paper-fault]");
  place.textContent = words;
  place.hidden = !words;
}
