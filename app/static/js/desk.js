// The queue by keyboard: j and k move, o opens, c claims, ? tells. Any [data-key] button answers to its letter.
const items = [...document.querySelectorAll(".queue > .item")];
const help = document.querySelector("dialog.keys-help");
let at = -1;

const move = (step) => {
  if (!items.length) return;
  at = Math.min(items.length - 1, Math.max(0, at + step));
  items[at].querySelector(".title a")?.focus({ preventScroll: true });
  items[at].scrollIntoView({ block: "nearest" });
};
const verbs = {
  ...(items.length && {
    j: () => move(1),
    k: () => move(-1),
    o: () => items[at]?.querySelector(".title a")?.click(),
    c: () => items[at]?.querySelector(".claim button")?.click(),
  }),
  "/": () => document.querySelector("input[type=search]")?.focus(),
  "?": () => (help?.open ? help.close() : help?.showModal()),
};

items.forEach((item, index) => item.addEventListener("focusin", () => {
  for (const other of items) other.removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
  at = index;
}));

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
