// For readers, all of it optional: "Report this passage" beside a selection, and contents opened where they have a margin.
const report = document.querySelector("[data-report]")?.dataset.report;
const body = document.querySelector(".article .body");
const contents = document.querySelector("details.contents");

if (contents) {
  const wide = matchMedia("(min-width: 76rem)");
  const fit = () => { contents.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
}

if (report && body) {
  const offer = document.createElement("a");
  offer.className = "report-passage";
  offer.textContent = "Report this passage";
  offer.hidden = true;
  document.body.append(offer);

  const chosen = () => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !body.contains(selection.anchorNode) || !body.contains(selection.focusNode)) return null;
    const quote = selection.toString().replace(/\s+/g, " ").trim();
    return quote.length >= 8 ? { quote: quote.slice(0, 500), box: selection.getRangeAt(0).getBoundingClientRect() } : null;
  };

  const show = () => {
    const passage = chosen();
    offer.hidden = !passage;
    if (!passage) return;
    const address = new URL(report, location.href);
    address.searchParams.set("quote", passage.quote);
    offer.href = address.href;
    const left = Math.min(passage.box.left + scrollX, scrollX + document.documentElement.clientWidth - offer.offsetWidth - 12);
    offer.style.left = `${Math.max(12, left)}px`;
    offer.style.top = `${passage.box.bottom + scrollY + 10}px`;
  };

  let wait;
  document.addEventListener("selectionchange", () => { clearTimeout(wait); wait = setTimeout(show, 250); });
  document.addEventListener("keydown", (press) => { if (press.key === "Escape") offer.hidden = true; });
}
