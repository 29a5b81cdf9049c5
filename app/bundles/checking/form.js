// The page itself: a folder that is chosen or dropped, and what was found about it.
const WORDS = { right: "Right", open: "Not known", wrong: "Wrong" };
const place = (id) => document.getElementById(id);
let turn = 0;

async function show(files) {
  const mine = ++turn;
  const { mark, verdict, findings } = await check(files);
  if (mine !== turn) return;
  const rows = findings.map((one) =>
    made("li", { className: one.mark }, made("b", {}, WORDS[one.mark]), made("span", { dir: "auto" }, one.sentence)));
  place("found").replaceChildren(made("h2", { id: "verdict", className: mark, tabIndex: -1 }, verdict), made("ol", { className: "findings" }, ...rows));
  place("verdict").focus();
}

// Paths from where the manifest is: the folder may have any name, and may lie in another one.
function byPath(found) {
  const manifest = found.map(([path]) => path).filter((path) => /(^|\/)manifest\.sig$/.test(path)).sort((one, other) => one.length - other.length)[0] ?? "";
  const root = manifest.slice(0, manifest.length - "manifest.sig".length);
  return new Map(found.filter(([path]) => path.startsWith(root)).map(([path, file]) => [path.slice(root.length), file]));
}

async function dropped(entries) {
  const found = [];
  for (const entry of entries) {
    if (entry.isFile) found.push([entry.fullPath.slice(1), await new Promise((done, failed) => entry.file(done, failed))]);
    else found.push(...await dropped(await inside(entry.createReader())));
  }
  return found;
}

// A reader gives some at a time, and nothing when it is done.
async function inside(reader) {
  const all = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return all;
    all.push(...some);
  }
}

function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.map((one) => (one instanceof Node ? one : String(one))));
  return element;
}

place("with").hidden = false;
place("folder").addEventListener("change", ({ target }) => show(byPath([...target.files].map((file) => [file.webkitRelativePath || file.name, file]))));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  show(byPath(await dropped(entries)));
});
