// Help with the description for people who cannot see an image: how long it is, and what makes it a poor one.
import { element } from "./checklist.js";

const LONG = 250; // characters: what a screen reader reads in one breath
const CHECKS = [
  [/^(an? |the )?(image|picture|photo(graph)?|graphic|illustration|screenshot) (of|showing|that shows)\b/i, "Leave out “image of”: a screen reader says that by itself."],
  [/\.(jpe?g|png|webp|avif|heic)$|^(img|dsc|dscn|pxl|image)[-_ ]?\d+/i, "This looks like the name of a file. Say what the image shows."],
];

export function describe(card) {
  const field = card.querySelector("[data-describes]");
  if (!field || field.dataset.helped) return;
  field.dataset.helped = "yes";
  const count = element("span", { className: "count" });
  const advice = element("span", { className: "advice" });
  const help = element("p", { className: "hint help", id: `${field.id}-help` }, count, " ", advice);
  advice.setAttribute("role", "status");
  field.after(help);
  field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${help.id}`.trim());
  const counted = () => { const { length } = [...field.value.trim()]; count.textContent = length ? `${length} characters` : ""; };
  const judged = () => { const said = advise(field.value.trim(), card); if (advice.textContent !== said) advice.textContent = said; };
  field.addEventListener("input", () => { counted(); if (advice.textContent) judged(); });
  field.addEventListener("change", judged);
  counted();
  judged();
}

function advise(said, card) {
  if (!said) return "";
  const stem = card.dataset.name.replace(/\.\w+$/, "").toLowerCase();
  if (said.toLowerCase() === stem) return CHECKS[1][1];
  const found = CHECKS.find(([poor]) => poor.test(said));
  if (found) return found[1];
  const caption = card.querySelector("[name$='-caption']")?.value.trim();
  if (caption && caption === said) return "The caption says the same: readers who hear the page hear it twice.";
  return [...said].length > LONG ? "That is long to listen to. One or two sentences are enough; the rest belongs in the text." : "";
}
