// What is wrong with a value that was saved all the same stands beside its field ([data-judged]), as the list has it:
// once the author has left the field, for half a number is always wrong. What was mended is taken away at once.
import { element } from "./checklist.js";

const fields = [...document.querySelectorAll("[data-judged]")];
let problems = [];

document.addEventListener("writing:saved", ({ detail }) => {
  problems = detail.problems ?? [];
  for (const field of fields) if (field !== document.activeElement || !about(field)) show(field);
});
for (const field of fields) field.addEventListener("blur", () => { if (about(field)) show(field); });

function about(field) {
  return problems.filter(({ place }) => place === field.id).map(({ text }) => text).join(" ");
}

function show(field) {
  const words = about(field), id = `${field.id}-fault`;
  const place = field.closest(".field");
  const known = document.getElementById(id);
  if (known && words) known.lastChild.data = words;
  else if (words) field.before(element("p", { className: "fault", id }, element("span", { className: "unseen", textContent: "Error: " }), words));
  else known?.remove();
  place.classList.toggle("faulty", Boolean(words));
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  field.setAttribute("aria-describedby", [...others, ...(words ? [id] : [])].join(" "));
  if (words) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
