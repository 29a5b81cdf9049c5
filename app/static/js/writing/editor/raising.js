// Raised and lowered passages in the signs Unicode has for them, as an imported document gets them
// (app/documents/signs.py). 10⁶ must not become 106: where there is no such sign, a caret says that it was raised.
const TABLES = {
  sup: table("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ"),
  sub: table("0123456789+-−=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ"),
};
const BETWEEN = /(?<=[^\s,;–])(?:\s*[,;–]\s*|\s+)(?=[^\s,;–])/g; // two numbers, which stays on the line: of references, for the most part
const SAME = { // what means the same on the line: a mark in brackets, a sign; an ordinal, a title, a trade mark
  sup: /^(?:(?:\[[^\]]*\]\s*)+|[^\p{L}\p{N}]*|st|nd|rd|th|er|re|ère|e?me|ème|nde?|lle|tm|sm)$/iu,
  sub: /^[^\p{L}\p{N}]*$/u,
};
const WORD = String.raw`(?<![\p{L}\p{N}]|\d[.,·])`; // here a word or a whole number begins
const CUSTOM = [ // ordinals and short forms: after what, which letters, and, where these have one, their sign; x^e is none, nor is 2^r
  [/^/, /^o$/, new Map([["o", "º"]])],
  [/[\d\p{Lu}.]$/u, /^a$/, new Map([["a", "ª"]])],
  [new RegExp(`${WORD}(?:\\d+|[IVXLCDM]+|[ivx]{2,}|\\p{Lu})$`, "u"), /^(?:es?|[oa]s|de|s?te)$/],
  [new RegExp(`${WORD}(?:\\d*0|[IVXLCDM]+|\\p{Lu})$`, "u"), /^s$/],
  [new RegExp(`${WORD}\\p{Lu}$`, "u"), /^(?:rs?|ras?|gr|ie|ve)$/],
  [new RegExp(`${WORD}[Nn]$`, "u"), /^os$/],
];
const DECIMAL = /^[^,]*\d,\d[^,]*$/; // after a number; elsewhere these are two references
const INLINE = "a, abbr, b, cite, em, i, s, strong, sub, sup";
const LONG = 20; // letters: what is longer is a sentence in small print, not an exponent
const NAMED = 3;

function table(plain, shifted) {
  const signs = [...shifted];
  return new Map([...signs.map((sign) => [sign, sign]), ...[...plain].map((sign, at) => [sign, signs[at]])]);
}

// Of each passage for which there are no signs, how it stands in the text now.
export function raise(root) {
  const left = [];
  root.normalize(); // a number whose digits stood in two elements is one
  for (const one of [...root.querySelectorAll("sup:not([data-note]), sub")].reverse()) {
    const signs = TABLES[one.localName];
    const said = one.textContent.trim();
    if (one.querySelector(one.localName)?.textContent.trim() === said) continue; // it is all in there
    const before = touching(one, "previousSibling");
    const raised = one.localName === "sup";
    const custom = raised && CUSTOM.find(([after, letters]) => letters.test(said) && after.test(before));
    const bare = said.replace(/^–(?=\d)/, "−").replace(BETWEEN, "").replace(/[.,;:]+$/, "");
    const decimal = raised && /\d$/.test(before) && DECIMAL.test(said);
    if (custom) shift(one, custom[2] ?? new Map());
    else if (!decimal && [...bare].every((sign) => signs.has(sign))) shift(one, signs);
    else if (!SAME[one.localName].test(said)) left.unshift(marked(one, said));
  }
  return left;
}

// What touches it on the line, be it in an element of its own.
function touching(one, side) {
  let at = one;
  while (!at[side] && at.parentElement?.matches(INLINE)) at = at.parentElement;
  return at[side]?.textContent ?? "";
}

// Sign by sign, so that a link around one of them stays.
function shift(one, signs) {
  const walker = one.ownerDocument.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  let first = true;
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (first && text.data.trim()) text.data = text.data.replace(/^(\s*)–/, "$1−");
    first &&= !text.data.trim();
    text.data = [...text.data].map((sign) => signs.get(sign) ?? sign).join("");
  }
}

// A lowered word at the end of another reads as before (HbA1c); a raised one does not.
function marked(one, said) {
  const ends = one.localName === "sub" && !/^[\p{L}\p{N}]/u.test(touching(one, "nextSibling"));
  if (ends || said.length > LONG) return said;
  const caret = one.localName === "sup" ? "^" : "_";
  one.prepend(`${caret}(`);
  one.append(")");
  return `${caret}(${said})`;
}

// The same in a sentence.
export function unraised(left) {
  const named = left.slice(0, NAMED).map((said) => `“${said.length > LONG ? `${said.slice(0, LONG)}…` : said}”`);
  if (left.length > NAMED) named.push(`${left.length - NAMED} more`);
  const all = named.length > 1 ? `${named.slice(0, -1).join(", ")} and ${named.at(-1)}` : named[0];
  return left.length === 1 ? `${all} stands on the line now: there are no raised or lowered signs for it.` : `${all} stand on the line now: there are no raised or lowered signs for them.`;
}
