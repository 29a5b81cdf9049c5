// Long fields of a page that does not save as you type: what stands in them is kept in this tab until the page shows it
// as said, so that a link, a reload or a lost connection takes no word away.
const bare = (text) => text.normalize("NFC").replace(/\s+/g, "");
const said = new Set([...document.querySelectorAll(".said")].map((one) => bare(one.textContent)));

for (const field of document.querySelectorAll("main form textarea")) {
  const key = `typed:${new URL(field.form.action).pathname}#${field.id}`;
  const kept = sessionStorage.getItem(key);
  if (kept && said.has(bare(kept))) sessionStorage.removeItem(key);
  else if (kept && !field.value) field.value = kept;
  field.addEventListener("input", () => {
    if (field.value.trim()) sessionStorage.setItem(key, field.value);
    else sessionStorage.removeItem(key);
  });
}
