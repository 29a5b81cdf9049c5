// Image files that are pasted or dropped into the text: sent as if they had been chosen in the image room, whose rows
// tell how far each is. Until one arrives a line of the page holds its place; then it is placed there.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { figureAt } from "./figures.js";

const COMING = new PluginKey("coming");
const UNNAMED = /^image\.\w+$/; // what browsers call a picture that was no file
const ends = new Set(["refused", "stopped", "again"]);

export function pictures(data) {
  return [...data?.files ?? []].filter((file) => file.type.startsWith("image/"));
}

export function coming() {
  return new Plugin({
    key: COMING,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, held) {
        const { add, gone } = tr.getMeta(COMING) ?? {};
        const moved = held.map(tr.mapping, tr.doc);
        if (add) return moved.add(tr.doc, [Decoration.widget(add.at, () => line(add.name), { name: add.name, side: -1, ignoreSelection: true })]);
        return gone ? moved.remove(moved.find(null, null, ({ name }) => name === gone)) : moved;
      },
    },
    props: { decorations: (state) => COMING.getState(state) },
  });
}

export function send(view, files, at, tell) {
  const input = document.querySelector("#files"), rows = document.querySelector(".uploads");
  if (!input || !rows) return;
  const named = alone(files);
  const handed = new DataTransfer();
  named.forEach((file) => handed.items.add(file));
  tell(named.length === 1 ? "1 image is on its way, and stands here once it has arrived." : `${named.length} images are on their way, and stand here once they have arrived.`);
  for (const { name } of named) {
    view.dispatch(view.state.tr.setMeta(COMING, { add: { at, name } }));
    follow(view, name, rows, tell);
  }
  input.files = handed.files;
  input.dispatchEvent(new Event("change"));
  for (const { name } of named) if (!rowOf(rows, name)) view.dispatch(view.state.tr.setMeta(COMING, { gone: name }));
}

function rowOf(rows, name) {
  return [...rows.children].findLast((one) => one.querySelector("bdi")?.textContent === name);
}

// Each file under a name that no other image of this draft has, so that it is known again when it arrives.
function alone(files) {
  const taken = new Set([...document.querySelectorAll(".images-room > .image")].map(({ dataset }) => dataset.name));
  return files.map((file) => {
    const name = distinct(UNNAMED.test(file.name) ? `pasted-1.${file.type.slice("image/".length).replace("jpeg", "jpg")}` : file.name, taken);
    taken.add(name);
    return name === file.name ? file : new File([file], name, { type: file.type });
  });
}

function distinct(name, taken) {
  const [, stem, ending] = /^(.*?)(?:-\d+)?(\.\w+)?$/s.exec(name);
  let found = name;
  for (let number = 2; taken.has(found); number += 1) found = `${stem}-${number}${ending ?? ""}`;
  return found;
}

// The row of the file goes when it has arrived, and else says why it has not.
function follow(view, name, rows, tell) {
  let row = null;
  const watcher = new MutationObserver(() => {
    row ??= rowOf(rows, name);
    if (!row || (row.isConnected && !ends.has(row.dataset.state))) return;
    watcher.disconnect();
    arrived(view, name, row, tell);
  });
  watcher.observe(rows, { childList: true, subtree: true, attributeFilter: ["data-state"] });
}

function arrived(view, name, row, tell) {
  if (view.isDestroyed) return;
  const [held] = COMING.getState(view.state).find(null, null, (one) => one.name === name);
  view.dispatch(view.state.tr.setMeta(COMING, { gone: name }));
  const known = row.querySelector(".why a[href^='#image-']")?.hash.slice(1); // the same file is in the draft already
  const card = known ? document.getElementById(known) : [...document.querySelectorAll(".images-room > .image")].findLast(({ dataset }) => dataset.name === name);
  if (row.dataset.state === "refused" || row.dataset.state === "stopped") return tell(row.querySelector(".why").textContent);
  if (!card) return;
  const placed = held && figureAt(view, card.dataset.key, held.from);
  tell(placed ? `${card.dataset.name} stands in the text now. Describe it under Images.` : `${card.dataset.name} is under Images.`);
}

function line(name) {
  return Object.assign(document.createElement("span"), { className: "coming", textContent: `${name} is on its way …` });
}
