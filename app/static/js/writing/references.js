// The references as readers will see them, under the field in which they are typed. The server recognises them.
const place = document.querySelector("[data-recognised]");

export function recognised(references) {
  if (!place || !references) return;
  place.hidden = !references.length;
  place.querySelector("ol").replaceChildren(...references.map(line));
}

function line(pieces) {
  const made = document.createElement("li");
  made.dir = "auto";
  for (const { shown, url } of pieces) {
    made.append(url ? Object.assign(document.createElement("a"), { href: url, rel: "nofollow noopener noreferrer", target: "_blank", textContent: shown }) : shown);
  }
  for (const { fault } of pieces.filter((piece) => piece.fault)) {
    made.append(" ", Object.assign(document.createElement("span"), { className: "fault", textContent: fault }));
  }
  return made;
}
