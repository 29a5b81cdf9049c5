// Each image of the room is a <details>. The page comes with those folded that lack nothing; from then on only the
// author folds one, and what was being worked on stays open over a reload. Nothing is folded under somebody's hands.
import { counted } from "./words.js";

const room = document.querySelector("[data-room]");
const OPEN = `open:${room?.dataset.room}`; // ids of the cards this window left open

if (room) {
  for (const id of left()) leave(document.getElementById(id));
  lookedFor();
  addEventListener("hashchange", lookedFor);
  room.addEventListener("click", ({ target }) => byHand(target.closest("summary")));
  document.addEventListener("writing:saved", ({ detail }) => count(detail.problems));
  addEventListener("pagehide", remember);
}

export function unfold(card) {
  const folded = card?.querySelector(":scope > details");
  if (folded) folded.open = true;
}

// The line that stays has the keyboard then.
export function fold(card) {
  const open = card.querySelector(":scope > details");
  open.open = false;
  delete open.dataset.byHand;
  open.querySelector("summary").focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

// A link to a card, or to a field of it, opens it.
function lookedFor() {
  const place = /^#[\w-]+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (place) unfold(place.closest(".image"));
}

// As it was before the page was loaded again.
function leave(card) {
  unfold(card);
  if (card) card.querySelector(":scope > details").dataset.byHand = "";
}

function byHand(line) {
  const card = line?.parentElement;
  if (!card?.matches(".image > details")) return;
  if (card.open) delete card.dataset.byHand; // it is about to close
  else card.dataset.byHand = "";
}

// What each image lacks, as the last save told it.
function count(problems = []) {
  for (const card of room.querySelectorAll(":scope > .image")) {
    const number = problems.filter(({ place }) => place === card.id || place.startsWith(`${card.id}-`)).length;
    const how = card.querySelector("[data-part=how] > .state");
    card.dataset.left = number;
    if (!["ready", "uncut"].includes(card.dataset.state)) continue; // it is being checked, or was refused
    how.textContent = number ? `${counted(number, "thing")} left` : "Ready";
    how.className = `state ${number ? "waiting" : "good"}`;
  }
}

function remember() {
  const worked = [...room.querySelectorAll("details.card")].filter((card) => card.open && ("byHand" in card.dataset || card.contains(document.activeElement)));
  try {
    sessionStorage.setItem(OPEN, JSON.stringify(worked.map((card) => card.parentElement.id)));
  } catch { /* the page comes back as the site folds it */ }
}

function left() {
  try {
    return JSON.parse(sessionStorage.getItem(OPEN)) ?? [];
  } catch {
    return [];
  }
}
