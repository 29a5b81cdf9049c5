// The form of a report: what it still needs while one types, and what was typed, kept in this browser until it is sent.
const DAYS = 30;
const OURS = new Set(["csrf_token", "lane", "revision", "image", "prefix", "suffix", "website"]); // never kept
const form = document.querySelector("form[data-draft]");
const sent = document.querySelector("[data-sent]")?.dataset.sent;
const key = (address) => `report:${address}`;

// Storage may be closed to us (a private window, a setting): then nothing is kept, and all else works.
const stored = (act) => { try { return act(localStorage); } catch { return null; } };
const drafts = (address) => stored((kept) => {
  const found = JSON.parse(kept.getItem(key(address)) ?? "{}");
  return Date.now() - (found.at ?? 0) < DAYS * 86400000 ? found.lanes ?? {} : {};
}) ?? {};

if (sent) stored((kept) => kept.removeItem(key(sent)));

if (form) {
  const address = form.dataset.draft;
  const lane = form.elements.namedItem("lane").value;
  const note = form.querySelector("[data-kept]");
  const typed = () => [...form.elements].filter((one) => one.name && !OURS.has(one.name) && /^(text|email|textarea|radio)$/.test(one.type));
  const names = () => [...new Set(typed().map((one) => one.name))];
  const value = (name) => new FormData(form).get(name)?.toString().trim() ?? "";

  const judge = () => {
    for (const item of form.querySelectorAll("[data-needs]")) {
      const [other, answer] = (item.dataset.unless ?? "").split(":");
      const done = value(item.dataset.needs.replace(/-0$/, "")) !== "" || (other && value(other) === answer);
      item.className = done ? "done" : "missing";
      item.querySelector(".unseen").textContent = done ? " (done)" : " (still missing)";
    }
  };

  const keep = () => {
    const said = Object.fromEntries(names().map((name) => [name, value(name)]).filter(([, words]) => words));
    const lanes = { ...drafts(address), [lane]: said };
    note.hidden = !stored((kept) => { kept.setItem(key(address), JSON.stringify({ at: Date.now(), lanes })); return true; });
  };

  const bring = (said) => {
    for (const one of typed()) {
      if (!(one.name in said) || value(one.name)) continue;
      if (one.type !== "radio") one.value = said[one.name];
      else if (one.value === said[one.name]) one.checked = true;
    }
    note.hidden = false;
  };

  const kept = drafts(address)[lane];
  if (document.querySelector("#faults")) keep();
  else if (kept && Object.keys(kept).length) bring(kept);
  judge();

  form.addEventListener("input", () => { keep(); judge(); });
  note.querySelector("button").addEventListener("click", () => {
    stored((all) => all.removeItem(key(address)));
    for (const one of typed()) {
      if (one.type === "radio") one.checked = false;
      else if (one.name !== "quote") one.value = "";
    }
    note.hidden = true;
    judge();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
}
