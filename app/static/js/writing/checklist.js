// What stands between the draft and the signature, as the last save told it.
export function missing(problems) {
  const place = document.querySelector("[data-problems]");
  if (!place || !problems) return;
  if (!problems.length) return place.replaceChildren(Object.assign(document.createElement("li"), { className: "done", textContent: "Everything we need is here." }));
  place.replaceChildren(...problems.map((problem) => {
    const line = document.createElement("li");
    line.className = "missing";
    const words = Object.assign(document.createElement(problem.place ? "a" : "span"), { textContent: problem.text ?? problem });
    if (problem.place) words.href = `#${problem.place}`;
    line.append(words);
    return line;
  }));
}
