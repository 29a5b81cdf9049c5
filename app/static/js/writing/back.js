// Offers back what is kept in this browser and is not in the draft.
import { changes, label, read, shown, whole } from "./fields.js";
import { others } from "./names.js";
import { offer, version } from "./offers.js";
import { aside, copies, forget } from "./keeping.js";
import { between, counted, when, words } from "./words.js";

const TITLES = {
  typed: (words, at) => `You have ${words} here that ${words.startsWith("1 ") ? "was" : "were"} not saved (typed ${at})`,
  replaced: (words, at) => `The version that yours replaced (${at}) is kept here, with ${words} that the draft does not have`,
};

// What other windows left behind when they were closed, crashed or reloaded. Those that are open keep their own.
export async function offerAll(saver) {
  const open = await others();
  for (const copy of copies(saver.draft)) {
    const owner = copy.key.slice(saver.draft.length + 1);
    if (open.has(owner)) continue;
    if (!owner.startsWith("aside-")) forget(copy.key); // that key is for what is typed from now on
    offerBack(saver, owner.startsWith("aside-") ? copy : aside(saver.draft, copy));
  }
}

export function offerBack(saver, copy) {
  const differing = missing(saver.form, copy);
  if (!differing.size) return forget(copy.key);
  const box = offer({
    title: title(saver.form, copy, differing),
    more: [details(saver.form, differing)],
    buttons: [
      ["Put it back", async () => { if (await putBack(saver, copy, differing)) box.remove(); }],
      ["Throw it away", () => { forget(copy.key); box.remove(); }],
    ],
  });
  withdrawnOnce(saver, copy, box);
}

// A save that was on its way when the window was closed may arrive after the question was asked.
function withdrawnOnce(saver, copy, box) {
  const newer = () => {
    if (box.isConnected && missing(saver.form, copy).size) return;
    document.removeEventListener("writing:refreshed", newer);
    if (box.isConnected) forget(copy.key);
    box.remove();
  };
  document.addEventListener("writing:refreshed", newer);
}

// The fields of the copy that hold something the draft does not.
function missing(form, copy) {
  const now = read(form);
  return changes(new Map([...copy.fields.keys()].map((name) => [name, now.get(name) ?? []])), copy.fields);
}

function title(form, copy, differing) {
  const now = read(form);
  const count = [...differing].reduce((sum, [name, values]) => sum + between(whole(name, now.get(name)), whole(name, values), words).come.length, 0);
  const what = count ? counted(count, "word") : "changes";
  return (TITLES[copy.kind] ?? TITLES.typed)(what, when(copy.at).replace(/^at /, ""));
}

function details(form, differing) {
  const now = read(form);
  const more = document.createElement("details");
  more.append(Object.assign(document.createElement("summary"), { textContent: "Show what differs" }));
  for (const [name, values] of differing) {
    more.append(version(label(form, name) || "A field that is not on this page", shown(form, name, now.get(name) ?? []), shown(form, name, values)));
  }
  return more;
}

// Into the fields, and from there to the server. What stands there now and not in the copy changes places with it.
async function putBack(saver, copy, differing) {
  if (!(await saver.mayWrite())) return false;
  const now = read(saver.form);
  const pushed = [...differing].filter(([name, values]) => between(whole(name, now.get(name)), whole(name, values)).gone.length);
  forget(copy.key);
  const replaced = pushed.length && aside(saver.draft, { at: Date.now(), kind: "replaced", fields: new Map(pushed.map(([name]) => [name, now.get(name)])) });
  saver.put(differing);
  saver.typed();
  saver.save();
  if (replaced) offerBack(saver, replaced);
  return true;
}
