// The page itself: files that are chosen or dropped, and what was found about them.
const WORDS = { right: "Right", open: "Not known", wrong: "Wrong" };
const here = { receipt: null, keys: null, images: [] };
const place = (id) => document.getElementById(id);
let turn = 0;

async function take(files) {
  for (const file of files) {
    if (!/\.json$/i.test(file.name) && file.type !== "application/json") here.images.push(file);
    else if (await isKeys(file)) here.keys = file;
    else here.receipt = file;
  }
  await show();
}

async function isKeys(file) {
  if (file.size > LARGEST) return false;
  try {
    return JSON.parse(await file.text()).schema === "keys/1";
  } catch {
    return false;
  }
}

async function show() {
  const mine = ++turn;
  list();
  const drawn = await drawing();
  if (mine !== turn) return;
  place("found").replaceChildren(...drawn);
  place("verdict")?.focus();
}

async function drawing() {
  if (!here.receipt) return [];
  try {
    const receipt = receiptIn(await bytesOf(here.receipt));
    const keys = here.keys ? keysIn(await bytesOf(here.keys)) : null;
    const images = [];
    for (const file of here.images) images.push({ name: file.name, sha256: await sha256(await file.arrayBuffer()) });
    const report = await check(receipt, { keys, images });
    return [verdict(report.mark, report.verdict), findings(report.findings), facts(receipt), ...texts(receipt)];
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault;
    return [verdict("wrong", fault.message)];
  }
}

function bytesOf(file) {
  if (file.size > LARGEST) throw new Unreadable("size");
  return file.arrayBuffer();
}

function list() {
  const names = { receipt: here.receipt?.name, keys: here.keys?.name, images: here.images.map((one) => one.name).join(", ") };
  for (const [part, name] of Object.entries(names)) place(`${part}-name`).textContent = name || "None yet";
  place("again").hidden = !Object.values(names).some(Boolean);
}

function verdict(mark, words) {
  return made("h2", { id: "verdict", className: mark, tabIndex: -1 }, words);
}

function findings(found) {
  const rows = found.map((one) =>
    made("li", { className: one.mark }, made("b", {}, WORDS[one.mark]), made("span", { dir: "auto" }, one.sentence)));
  return made("ol", { className: "findings" }, ...rows);
}

function facts({ signed }) {
  const told = [
    ["Article", signed.manifest.title], ["Site", `${signed.site.name}, ${signed.site.address}`],
    ["Revision", signed.statement.revision], ["Signed", worded(signed.statement.signed_at)],
    ["Receipt issued", worded(signed.issued_at)], ["In which capacity", signed.statement.signer.capacity],
  ];
  const rows = told.map(([term, words]) => made("div", {}, made("dt", {}, term), made("dd", { dir: "auto" }, words ?? "")));
  return made("section", {}, made("h2", {}, "What the receipt says"), made("dl", {}, ...rows));
}

function texts({ signed }) {
  const sentences = signed.wording.clauses.map((one) => made("li", { dir: "auto" }, one.text ?? ""));
  const wording = made("details", {}, made("summary", {}, "The sentences that were accepted"), made("ol", {}, ...sentences));
  const article = made("details", {}, made("summary", {}, "The article and its images, as they were signed"),
    made("pre", { dir: "auto", tabIndex: 0 }, JSON.stringify(signed.manifest, null, 1)));
  return [wording, article];
}

function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.map((one) => (one instanceof Node ? one : String(one))));
  return element;
}

async function begin() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32).fill(1), "Ed25519", true, ["verify"]);
  } catch {
    place("without").hidden = false;
    return;
  }
  place("with").hidden = false;
  for (const part of ["receipt", "keys", "images"]) {
    place(part).addEventListener("change", ({ target }) => {
      here[part] = part === "images" ? [...target.files] : target.files[0] ?? null;
      show();
    });
  }
  place("again").addEventListener("click", () => {
    Object.assign(here, { receipt: null, keys: null, images: [] });
    place("files").reset();
    show();
    place("receipt").focus();
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
}

begin();
