// The row of one file on its way: name, size, how far it is, and what can be done about it.
import { element } from "./checklist.js";
import { size } from "./files.js";

export function row(file, doing) {
  const bar = element("progress", { max: 100, value: 0, ariaLabel: `Sending ${file.name}` });
  const far = element("span", { className: "far" });
  const why = element("p", { className: "why" });
  const cancel = button("Cancel", file, doing.cancel);
  const again = button("Try again", file, doing.again);
  const close = button("Remove from this list", file, () => { doing.gone(); line.remove(); });
  const line = element("li", {},
    element("p", { className: "file" }, element("bdi", { textContent: file.name }), element("span", { className: "size", textContent: size(file.size) })),
    element("p", { className: "progress" }, bar, far), why, element("p", { className: "verbs" }, cancel, again, close));

  function show(state, { words = "", part = null, verbs = [] }) {
    line.dataset.state = state;
    line.className = state === "refused" ? "refused" : "";
    why.textContent = words;
    why.hidden = !words;
    bar.parentElement.hidden = part === null;
    if (part !== null) at(part);
    const held = document.activeElement;
    for (const one of [cancel, again, close]) one.hidden = !verbs.includes(one);
    if (line.contains(held) && held.hidden) verbs[0]?.focus(); // who pressed a button keeps their place in the page
  }

  function at(part) {
    const percent = Math.floor(part * 100);
    bar.value = percent;
    far.textContent = line.dataset.state === "waiting" ? "waiting" : `${percent} %`;
  }

  return {
    line, at,
    waits: () => show("waiting", { part: 0, verbs: [cancel] }),
    stores: () => show("storing", { part: 1, verbs: [] }),
    stop: () => show("stopped", { words: "Not sent: you stopped it.", verbs: [again, close] }),
    fail: (words) => show("failed", { words: `Not sent. ${words}`, verbs: [again, close] }),
    refuse(words, objection) {
      show("refused", { words: `${file.name} was not taken: ${words.replace(`${file.name}: `, "")}`, verbs: [close] });
      if (objection) lead(why, objection);
    },
    state: () => why.textContent || "received.",
    done(taken) {
      if (!taken.again) return line.remove();
      show("again", { words: "Already in this draft.", verbs: [close] });
      why.append(" ", element("a", { href: `#image-${taken.id}`, textContent: "Show it" }));
    },
    sends: () => show("sending", { part: 0, verbs: [cancel] }),
  };
}

// These words of a sentence lead to this address.
function lead(line, { words, address }) {
  const said = line.textContent, at = said.lastIndexOf(words);
  if (at < 0) return;
  const link = element("a", { href: address, textContent: words });
  line.replaceChildren(said.slice(0, at), link, said.slice(at + words.length));
}

function button(words, file, act) {
  const made = element("button", { type: "button", className: "button plain", hidden: true }, words, element("span", { className: "unseen", textContent: ` (${file.name})` }));
  made.addEventListener("click", act);
  return made;
}
