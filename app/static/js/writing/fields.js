// What stands in a form: a map from each field's name to its values. How two states of it differ, and how one is put
// into the fields. A field whose text is replaced here gets a `change` event, so that whoever shows it reads it anew.
import { stored } from "./stored.js";

const OURS = new Set(["csrf_token", "version", "tab"]);

// A field that is only frozen while another window writes still stands in the form.
export function read(form) {
  return gathered(form, (field) => {
    if (field.disabled && !("frozen" in field.dataset)) return [];
    if (field.type === "radio" || field.type === "checkbox") return field.checked ? [field.value] : [];
    return field.tagName === "SELECT" ? [...field.selectedOptions].map((option) => option.value) : [field.value];
  });
}

// The form as the server sent it, whatever the browser has put back into its fields since.
export function asSent(form) {
  return gathered(form, sentIn);
}

function gathered(form, values) {
  const found = new Map();
  for (const field of form.elements) {
    if (!field.name || OURS.has(field.name) || field.type === "file" || field.tagName === "BUTTON") continue;
    for (const value of values(field)) found.set(field.name, [...(found.get(field.name) ?? []), value]);
  }
  return found;
}

function sentIn(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.defaultChecked ? [field.value] : [];
  if (field.tagName !== "SELECT") return [field.defaultValue];
  const chosen = [...field.options].filter((option) => option.defaultSelected);
  return (chosen.length || field.multiple ? chosen : [...field.options].slice(0, 1)).map((option) => option.value);
}

// The values of a field as the server keeps them; empty ones are left out.
const settled = (name, values = []) => values.map((value) => stored(name, value)).filter(Boolean);
const equal = (some, others) => some.length === others.length && some.every((value, at) => value === others[at]);

// Whether a save would make no difference between them.
export const same = (name, some = [], others = []) => equal(some, others) || equal(settled(name, some), settled(name, others));

// All of them as one text, to be compared with another.
export const whole = (name, values) => settled(name, values).join("\n");

// The fields of `to` that are not as they were in `from`.
export function changes(from, to) {
  const names = new Set([...from.keys(), ...to.keys()]);
  return new Map([...names].filter((name) => !same(name, from.get(name), to.get(name))).map((name) => [name, to.get(name) ?? []]));
}

// Puts values into the fields of these names; gives back what found no field.
export function fill(form, values) {
  const homeless = new Map();
  for (const [name, wanted] of values) {
    const fields = [...form.elements].filter((field) => field.name === name && field.tagName !== "BUTTON");
    if (!fields.length) {
      if (settled(name, wanted).length) homeless.set(name, wanted);
      continue;
    }
    fields.forEach((field, at) => { if (put(field, wanted, at)) field.dispatchEvent(new Event("change", { bubbles: true })); });
  }
  return homeless;
}

function put(field, wanted, at) {
  if (field.type === "radio" || field.type === "checkbox") {
    const on = wanted.includes(field.value);
    const moved = field.checked !== on;
    field.checked = on;
    return moved;
  }
  const value = wanted[at] ?? "";
  if (field.value === value || (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value))) return false;
  field.value = value;
  return true;
}

// What a person calls a field, or nothing for one that nobody sees. The editor takes its label away from its field.
export function label(form, name) {
  const field = [...form.elements].find((one) => one.name === name);
  if (!field || field.type === "hidden") return "";
  const words = field.type === "radio" ? field.closest("fieldset")?.querySelector("legend") : field.labels?.[0] ?? field.closest(".field")?.querySelector("label");
  return words?.firstChild?.textContent.trim() || name;
}

// Values as a person reads them: the words of a choice, not its code.
export function shown(form, name, values) {
  const fields = [...form.elements].filter((one) => one.name === name);
  const said = (value) => {
    const option = fields[0]?.tagName === "SELECT" && [...fields[0].options].find((one) => one.value === value);
    const choice = fields.find((one) => one.type === "radio" && one.value === value);
    return option?.textContent ?? choice?.labels?.[0]?.textContent.trim() ?? value;
  };
  return settled(name, values).map(said).join("\n");
}

// The same form as the server has it now, read from its page: version, token and fields; null where it is closed.
export async function newest(form) {
  const answer = await fetch(form.dataset.page ?? form.dataset.saves.replace(/\/saves$/, ""), { cache: "no-store" });
  if (!answer.ok) throw Object.assign(new Error(), { status: answer.status });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = [...page.querySelectorAll("form[data-saves]")]
    .find((one) => one.dataset.saves === form.dataset.saves && one.id === form.id);
  if (!found) return null;
  const ours = (name) => found.querySelector(`[name=${name}]`)?.value ?? "";
  return { version: ours("version"), token: ours("csrf_token"), fields: read(found) };
}
