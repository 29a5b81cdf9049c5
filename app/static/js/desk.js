// The desk by keyboard: j and k move in the queue, o opens, c claims; any [data-key] answers to its letter; ? lists what
// this page answers to. A person can turn all of it off (WCAG 2.1.4): the body says so.
const items = () => [...document.querySelectorAll(".queue > .item")]; // they change while one looks: see live.js
const help = document.querySelector("dialog.keys-help");
const off = document.body.dataset.keys === "off";
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
  "?": () => (help?.open ? help.close() : tell()),
};
const words = { "/": "search", "j, k": "down, up", o: "open", c: "claim and open", "?": "this list" };

document.addEventListener("focusin", ({ target }) => {
  const all = items(), item = target.closest(".queue > .item");
  if (!item) return;
  for (const other of all) other.removeAttribute("aria-current");
  item.setAttribute("aria-current", "true");
  at = all.indexOf(item);
});

document.addEventListener("keydown", (press) => {
  if (off || press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return;
  if (press.target.closest("input, textarea, select, [contenteditable]")) return;
  const verb = verbs[press.key] ?? keyed(press.key);
  if (!verb) return;
  press.preventDefault();
  verb();
});

// What leads somewhere is followed; what does something is brought under the Enter key, and of several the next one.
function keyed(key) {
  if (!/^[a-z]$/.test(key) || help?.open) return null;
  const all = [...document.querySelectorAll(`[data-key="${key}"]:not([disabled])`)];
  const next = all[(all.indexOf(document.activeElement) + 1) % all.length];
  if (!next) return null;
  return next.matches("a") ? () => next.click() : () => {
    for (let folded = next.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
    next.focus();
  };
}

function tell() {
  const here = Object.entries(words).filter(([keys]) => keys === "?" || (keys === "/" ? document.querySelector("input[type=search]") : verbs[keys[0]]));
  const found = [...document.querySelectorAll("[data-key]")].map((one) => [one.dataset.key, named(one)]);
  const lines = [...here, ...found.filter(([key], at) => found.findIndex((one) => one[0] === key) === at)].map(([keys, does]) => {
    const line = document.createElement("div");
    line.append(Object.assign(document.createElement("dt"), { textContent: keys }), Object.assign(document.createElement("dd"), { textContent: does }));
    return line;
  });
  help?.querySelector("dl").replaceChildren(...lines);
  help?.showModal();
}

// What a button does, and where: “Send” says little without “Conversation”.
function named(one) {
  const does = one.textContent.trim().replace(/\s+/g, " ");
  const where = one.closest("section")?.querySelector("h2")?.firstChild.textContent.trim() ?? "";
  return !where || where.toLowerCase().includes(does.toLowerCase()) ? does : `${does} (${where})`;
}

if (off) for (const one of document.querySelectorAll("[aria-keyshortcuts]")) one.removeAttribute("aria-keyshortcuts");
