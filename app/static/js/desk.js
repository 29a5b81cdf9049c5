// The queue by keyboard: j and k move, o opens, c claims, ? tells. Any [data-key] button answers to its letter.
const items = () => [...document.querySelectorAll(".queue > .item")]; // they change while one looks: see live.js
const help = document.querySelector("dialog.keys-help");
let at = -1; // the line somebody is on

const move = (step) => {
  const all = items();
  at = Math.min(all.length - 1, Math.max(0, at + step));
  all[at]?.querySelector(".title a")?.focus({ preventScroll: true });
  all[at]?.scrollIntoView({ block: "nearest" });
};
const verbs = {
  ...(document.querySelector("[data-live=lines]") && {
    j: () => move(1),
    k: () => move(-1),
    o: () => items()[at]?.querySelector(".title a")?.click(),
    c: () => (items()[at]?.querySelector(".claim button") ?? items()[at]?.querySelector(".title a"))?.click(), // opening claims, too
  }),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": () => (help?.open ? help.close() : help?.showModal()),
};

document.addEventListener("focusin", ({ target }) => {
  const all = items(), item = target.closest(".queue > .item");
  if (!item) return;
  for (const other of all) other.removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
  at = all.indexOf(item);
});

document.addEventListener("keydown", (press) => {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return;
  if (press.target.closest("input, textarea, select, [contenteditable]")) return;
  const verb = verbs[press.key] ?? keyed(press.key);
  if (!verb) return;
  press.preventDefault();
  verb();
});

function keyed(key) {
  if (!/^[a-z]$/.test(key)) return null;
  const button = document.querySelector(`[data-key="${key}"]:not([disabled])`);
  return button && (() => button.focus()); // a verb that changes something is reached by its key and done with Enter
}
