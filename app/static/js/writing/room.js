// The image room: what arrived becomes a card, a card follows its image until it is ready, and every button of it
// works without a reload. What is typed in a card is never touched.
import { element } from "./checklist.js";
import { crop } from "./crop.js";
import { describe } from "./describing.js";
import { fold, unfold } from "./folding.js";
import { moved, order } from "./ordering.js";
import { saveAll } from "./saves.js";

const LOOK = 1500; // ms between two looks at what is still being worked at
const UNSETTLED = new Set(["received", "cutting"]);
const WORDS = { ready: "is ready", refused: "was refused", uncut: "could not be cropped" };

const room = document.querySelector("[data-room]");
const told = document.querySelector("[data-room-says]");
let looking = 0;

if (room) {
  for (const card of cards()) dress(card);
  order(room, say);
  room.addEventListener("click", press);
  look();
}

// One sentence for whoever hears the page; each once, also when two come together.
export function say(sentence) {
  if (!told) return;
  if (told.childElementCount > 3) told.firstElementChild.remove();
  told.append(element("span", { textContent: `${sentence} ` }));
}

// The card of an image that was just taken, at the end of the room, in the order in which files were chosen; the same
// file again shows the card it has.
export async function arrived({ id }, place) {
  const known = document.getElementById(`image-${id}`);
  if (known) return known;
  const card = await piece(id);
  if (document.getElementById(card.id)) return card;
  card.dataset.chosen = place;
  room.insertBefore(card, cards().find((other) => Number(other.dataset.chosen) > place) ?? null);
  dress(card);
  settleRoom();
  look();
  return card;
}

function cards() {
  return [...room.querySelectorAll(":scope > .image")];
}

function dress(card) {
  for (const does of card.querySelectorAll("[data-does]")) does.hidden = hides(does.dataset.does, card.dataset.state);
  const numbers = card.querySelector("details.cut");
  if (numbers && !numbers.querySelector(".fault")) numbers.hidden = true; // the dialogue has the same numbers
  // The frame is dragged, not the picture in it: a dragged picture counts as a file.
  for (const picture of card.querySelectorAll("[data-part=picture] img")) picture.draggable = false;
  describe(card);
}

function hides(what, state) {
  if (what === "crop") return !["ready", "cutting", "uncut"].includes(state);
  return what === "place" && state === "refused";
}

async function piece(id) {
  const answer = await fetch(`${room.dataset.room}/${id}`, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Error("It was received. Reload the page to see it.");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return document.importNode(page.querySelector(".image"), true);
}

// Parts the site says something new about are put in their place; fields stay as they are.
export async function renew(card) {
  const fresh = await piece(card.dataset.id);
  for (const part of fresh.querySelectorAll("[data-part]")) put(card.querySelector(`[data-part="${part.dataset.part}"]`), part);
  const state = card.dataset.state;
  for (const name of ["state", "use", "left", "thumbnail", "whole", "across", "down"]) {
    if (fresh.dataset[name] === undefined) delete card.dataset[name];
    else card.dataset[name] = fresh.dataset[name];
  }
  dress(card);
  if (state !== card.dataset.state && WORDS[card.dataset.state]) say(`${card.dataset.name} ${WORDS[card.dataset.state]}.`);
}

// Whoever stood in a part, or had opened it, finds that again.
function put(old, part) {
  if (!old) return;
  const held = old.contains(document.activeElement), [was, is] = [old, part].map((one) => one.querySelector("details"));
  if (was && is) is.open = was.open;
  old.replaceWith(part);
  if (held) (part.querySelector("button:not([hidden]), a, input") ?? part.closest(".image").querySelector(".doings button:not([hidden])")).focus();
}

function look() {
  clearTimeout(looking);
  if (cards().some((card) => UNSETTLED.has(card.dataset.state))) looking = setTimeout(ask, LOOK);
}

async function ask() {
  try {
    const answer = await fetch(room.dataset.room, { headers: { "X-Requested-With": "fetch" } });
    const { images } = await answer.json();
    let changed = false;
    for (const image of images) {
      const card = document.getElementById(`image-${image.id}`);
      if (!card || (card.dataset.state === image.state && card.dataset.use === image.use)) continue;
      await renew(card);
      changed = true;
    }
    if (changed) newList();
  } catch {
    // The next look will tell.
  }
  look();
}

const DOES = {
  crop: (card) => crop(card, async () => { await saveAll(); await renew(card); look(); }),
  place: (card) => document.dispatchEvent(new CustomEvent("writing:place-figure", { detail: { key: card.dataset.key } })),
  credit: (card, button) => {
    const field = card.querySelector("[name$='-credit']");
    field.value = button.dataset.line;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  },
  fold,
  remove: takeOut,
  retry: async (card) => { await post(card, "retries"); await renew(card); look(); },
  move: (card, button) => moved(card, button.value.startsWith("up") ? -1 : 1, button, say),
};

function press(clicked) {
  const button = clicked.target.closest("button");
  const card = button?.closest(".image");
  const does = button && (button.dataset.does ?? button.name);
  if (!card || !DOES[does]) return;
  clicked.preventDefault();
  Promise.resolve(DOES[does](card, button)).catch(() => say("That did not work: there is no connection. Try again."));
}

async function post(card, what) {
  const data = new FormData();
  data.append("csrf_token", document.querySelector("[name=csrf_token]").value);
  const answer = await fetch(`${room.dataset.room}/${card.dataset.id}/${what}`, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Error(answer.status);
}

async function takeOut(card) {
  const written = [...card.querySelectorAll("textarea")].some((field) => field.value.trim());
  if (written && !confirm(`Take out ${card.dataset.name}, and what you wrote about it?`)) return;
  await post(card, "removals");
  const next = card.nextElementSibling ?? card.previousElementSibling;
  card.remove();
  settleRoom();
  say(`${card.dataset.name} was taken out.`);
  (next?.querySelector("details.card:not([open]) > summary, details.card[open] button[name=remove]") ?? document.querySelector("#files")).focus();
}

// Numbers without a gap, one image that leads, and words where there is none.
function settleRoom() {
  order(room, say);
  const leads = [...room.querySelectorAll("[name=lead]")];
  if (leads.length && !leads.some((one) => one.checked)) leads[0].checked = true;
  document.querySelector("[data-empty]").hidden = leads.length > 0;
  document.querySelector("[data-count]").hidden = !leads.length;
  newList();
}

// The list on the side is asked for anew, with a save; a window that only looks hears it from the one that writes.
function newList() {
  if (!room.closest("[data-readonly]")) room.dispatchEvent(new Event("input", { bubbles: true }));
}
