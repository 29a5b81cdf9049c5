// For readers, all of it optional: "Report this passage" beside a selection, and contents opened where they have a margin.
const report = document.querySelector("[data-report]")?.dataset.report;
const article = document.querySelector(".article");
const contents = document.querySelector("details.contents");
const AROUND = 64; // characters before and after a passage by which it is found again where it stands twice

if (contents) {
  const wide = matchMedia("(min-width: 76rem)");
  const fit = () => { contents.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
}

if (report && article) {
  const offer = document.createElement("a");
  offer.className = "report-passage";
  offer.textContent = "Report this passage";
  offer.hidden = true;
  document.body.append(offer);

  const plain = (words) => words.toString().replace(/\s+/g, " ");

  // A W3C text quote: what was selected, and what stands around it in the article.
  const chosen = () => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !article.contains(selection.anchorNode) || !article.contains(selection.focusNode)) return null;
    const range = selection.getRangeAt(0);
    const exact = plain(selection).trim();
    if (exact.length < 8) return null;
    const before = document.createRange();
    before.setStart(article, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const after = document.createRange();
    after.setStart(range.endContainer, range.endOffset);
    after.setEnd(article, article.childNodes.length);
    return {
      quote: exact.slice(0, 500),
      prefix: plain(before).slice(-AROUND),
      suffix: (exact.slice(500) + plain(after)).slice(0, AROUND),
      box: range.getBoundingClientRect(),
    };
  };

  const show = () => {
    const passage = chosen();
    offer.hidden = !passage;
    if (!passage) return;
    const address = new URL(report, location.href);
    for (const name of ["quote", "prefix", "suffix"]) address.searchParams.set(name, passage[name]);
    offer.href = address.href;
    const left = Math.min(passage.box.left + scrollX, scrollX + document.documentElement.clientWidth - offer.offsetWidth - 12);
    offer.style.left = `${Math.max(12, left)}px`;
    offer.style.top = `${passage.box.bottom + scrollY + 10}px`;
  };

  let wait;
  document.addEventListener("selectionchange", () => { clearTimeout(wait); wait = setTimeout(show, 250); });
  document.addEventListener("keydown", (press) => { if (press.key === "Escape") offer.hidden = true; });
}
