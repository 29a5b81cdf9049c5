// A text as the server keeps it (app/submissions/cleaning.py and app/text.py say how). What a save settles by itself is
// no change; every other space, indent and end of line is one.
const LINE_END = /\r\n|[\r\v\f\x85\u2028\u2029]/g;
const CONTROL = /[\0-\x08\x0e-\x1f\x7f\ufeff]/g;
const MARKS = /[\p{M}\uff9e\uff9f]{16,}/gu; // a sign counts for two marks at most
const MOST_MARKS = 30; // on one letter
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;
const ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // of the lines of a list
const ORCID = /^(?:https?:\/\/)?(?:www\.)?orcid\.org\/|^orcid(?:\s*id)?\s*[:=]?\s*/i;

const clean = (text) => text.replace(LINE_END, "\n").replace(CONTROL, "").replace(MARKS, fewer).normalize("NFC");
const plain = (text) => clean(text).replace(DIRECTION, "").trim();
const line = (text) => plain(text).split(/[\s\x85]+/).filter(Boolean).join(" ");
const lines = (text) => text.split(ENDS).map(line).filter(Boolean).join("\n");

function fewer(signs) {
  let run = 0;
  return [...signs].filter((sign) => {
    const apart = [...sign.normalize("NFKD")];
    run = combines(apart[0]) ? run + apart.length : 0;
    return run <= MOST_MARKS;
  }).join("");
}

// Marks are put in order by their class; what has none (an Indic vowel sign) keeps the others where they are.
const combines = (sign) => !`\u0345${sign}\u0334`.normalize("NFD").startsWith("\u0345");

function grouped(text) {
  const said = line(text).replace(/[‐‑‒–—−]/g, "-").replace(ORCID, "").trim().replace(/\/+$/, "");
  const bare = said.replace(/[\s-]/g, "").toUpperCase();
  return bare.length === 16 ? bare.match(/.{4}/g).join("-") : said;
}

// By the name of a field. A field that is not named here keeps its lines.
const KEPT = [
  [/^body$/, (text) => clean(text).trimEnd()],
  [/^references$/, lines],
  [/^orcid$/, grouped],
  [/^(?:title|byline|role|affiliation|faq-\d+-question|image-\d+-(?!alt$|caption$).+)$/, line],
  [/^/, plain],
];

export const stored = (name, text) => KEPT.find(([names]) => names.test(name))[1](text);
