// Two versions of one draft. What only one side touched goes together by itself; where both changed the same field the
// author sees both and chooses, and the version that is not chosen is kept in this browser.
import { changes, label, newest, read, same, shown, whole } from "./fields.js";
import { offer, version } from "./offers.js";
import { announce, failed } from "./marks.js";
import { aside } from "./keeping.js";
import { between } from "./words.js";
import { offerBack } from "./back.js";

// Brings the newest version under what was typed here, so that what stands in the form can be saved over it.
export async function reconcile(saver) {
  const other = await newest(saver.form);
  if (!other) throw Object.assign(new Error("This article is closed."), { status: 403 });
  const both = contested(saver, other).filter((name) => label(saver.form, name));
  if (both.length) await choose(saver, other, both);
  else settle(saver, other, true);
}

// The fields that both sides changed, each in its own way. Words of ours whose answer was lost on the way are no other side.
function contested(saver, other) {
  const mine = changes(saver.base, read(saver.form));
  const theirs = changes(saver.base, other.fields);
  return [...mine.keys()].filter((name) => theirs.has(name) && !same(name, mine.get(name), theirs.get(name))
    && !same(name, saver.unsure?.get(name), theirs.get(name)));
}

function choose(saver, other, names) {
  failed("Not saved yet: this draft was changed somewhere else.", "failed", { href: "#offers", words: "See both versions" });
  return new Promise((chosen) => {
    const act = (keepMine) => () => { box.remove(); settle(saver, other, keepMine); chosen(); };
    const mine = read(saver.form);
    const box = offer({
      title: "This draft was changed somewhere else while you were writing here",
      words: "Both versions are below. Nothing is saved over the other before you choose, and the one you do not choose is kept in this browser.",
      more: names.flatMap((name) => versions(saver.form, name, mine.get(name) ?? [], other.fields.get(name) ?? [])),
      buttons: [["Keep mine", act(true)], ["Take the other", act(false)]],
    });
  });
}

function settle(saver, other, keepMine) {
  const [now, both] = [read(saver.form), contested(saver, other)];
  const mine = changes(saver.base, now);
  const taken = [...changes(saver.base, other.fields)].filter(([name]) => !mine.has(name) || (!keepMine && both.includes(name)));
  const [winner, loser, kind] = keepMine ? [now, other.fields, "replaced"] : [other.fields, now, "typed"];
  const lost = both.filter((name) => label(saver.form, name) && holdsMore(name, loser.get(name), winner.get(name)));
  const kept = lost.length && aside(saver.draft, { at: Date.now(), kind, fields: new Map(lost.map((name) => [name, loser.get(name) ?? []])) });
  saver.put(new Map(taken));
  saver.stand(other);
  const names = taken.map(([name]) => label(saver.form, name)).filter(Boolean);
  if (names.length) announce(`Also changed in another window, and put in here: ${names.join(", ")}.`);
  if (kept) offerBack(saver, kept);
}

const holdsMore = (name, one, other) => between(whole(name, one), whole(name, other)).gone.length > 0;

function versions(form, name, mine, theirs) {
  const [own, other] = [mine, theirs].map((values) => shown(form, name, values));
  const head = Object.assign(document.createElement("h3"), { textContent: label(form, name) });
  return [head, version("Yours", other, own), version("The other", own, other)];
}
