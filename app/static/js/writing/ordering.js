// The order of the image room, by dragging and by buttons. The place of each image is a hidden field of the page's form.
export const KEY = "application/x-imprimatur-key"; // also what the editor takes a dragged image by
let dragged = null;

// Every card has the number of its place; a room that hears this the first time can be ordered by dragging.
export function order(room, say) {
  [...room.children].forEach((card, at) => {
    card.querySelector("[data-number]").textContent = at + 1;
    card.querySelector("[name$='-position']").value = at;
  });
  if (room.dataset.ordered) return;
  room.dataset.ordered = "yes";
  room.addEventListener("dragstart", begin);
  room.addEventListener("dragover", (over) => hover(room, over));
  room.addEventListener("drop", (dropped) => drop(room, dropped, say));
  room.addEventListener("dragend", () => { mark(room, null); dragged = null; });
}

// One place up or down, by a button that keeps the focus.
export function moved(card, by, button, say) {
  const other = by < 0 ? card.previousElementSibling : card.nextElementSibling;
  if (!other) return say(`${card.dataset.name} is ${by < 0 ? "first" : "last"} already.`);
  if (by < 0) other.before(card); else other.after(card);
  button.focus();
  placed(card, say);
}

function placed(card, say) {
  const room = card.parentElement;
  order(room, say);
  const place = [...room.children].indexOf(card) + 1;
  say(`${card.dataset.name} is now image ${place} of ${room.children.length}.`);
  card.querySelector("[name$='-position']").dispatchEvent(new Event("input", { bubbles: true }));
}

function begin(started) {
  const card = started.target.closest?.(".image");
  if (!card || !started.target.closest("[draggable=true]")) return;
  dragged = card;
  started.dataTransfer.setData(KEY, card.dataset.key);
  started.dataTransfer.setData("text/plain", `![[${card.dataset.key}]]`);
  started.dataTransfer.effectAllowed = "copyMove";
}

function hover(room, over) {
  if (!dragged) return;
  const card = over.target.closest(".image");
  if (!card || card === dragged) return mark(room, null);
  over.preventDefault();
  over.dataTransfer.dropEffect = "move";
  mark(room, card, below(card, over.clientY));
}

function drop(room, dropped, say) {
  const card = dragged && dropped.target.closest(".image");
  if (!card || card === dragged) return;
  dropped.preventDefault();
  if (below(card, dropped.clientY)) card.after(dragged); else card.before(dragged);
  mark(room, null);
  placed(dragged, say);
}

function below(card, y) {
  const { top, height } = card.getBoundingClientRect();
  return y > top + height / 2;
}

function mark(room, card, after) {
  for (const one of room.children) one.classList.remove("before", "after");
  card?.classList.add(after ? "after" : "before");
}
