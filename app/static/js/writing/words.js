// Times and texts in words.
export const clock = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function when(at) {
  const day = new Date(at);
  if (day.toDateString() === new Date().toDateString()) return `at ${clock(at)}`;
  return `on ${day.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${clock(at)}`;
}

export function ago(at) {
  const minutes = Math.floor((Date.now() - at) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} ${minutes === 1 ? "minute" : "minutes"} ago`;
  return when(at);
}

export const counted = (number, one) => `${number.toLocaleString("en-GB")} ${one}${number === 1 ? "" : "s"}`;

export const words = (text) => text.match(/\S+/g) ?? [];
const pieces = (text) => text.match(/\S+|\s+/g) ?? [];
const NEAR = 16; // pieces: eight words and what parts them

// The pieces (words, and the white space between them) between what two texts begin with and what they end with in
// common: `gone` stand only in the first, `come` only in the second, `lead` and `trail` are their neighbours.
export function between(first, second, split = pieces) {
  const [one, two] = [split(first), split(second)];
  const shorter = Math.min(one.length, two.length);
  let from = 0, to = 0;
  while (from < shorter && one[from] === two[from]) from += 1;
  while (to < shorter - from && one[one.length - 1 - to] === two[two.length - 1 - to]) to += 1;
  return {
    gone: one.slice(from, one.length - to),
    come: two.slice(from, two.length - to),
    lead: two.slice(Math.max(0, from - NEAR), from).join(""),
    trail: two.slice(two.length - to, two.length - to + NEAR).join(""),
  };
}

// How much that is: its words, or where it is white space alone, that: "1 empty line and 4 spaces".
export function amount(some) {
  const text = some.join(""), count = words(text).length;
  if (count) return counted(count, "word");
  const lines = text.split("\n"), breaks = lines.length - 1;
  const spaces = (line) => line && counted(line.length, "space");
  const ends = breaks > 1 ? counted(breaks - 1, "empty line") : breaks && "a line break";
  return [breaks && spaces(lines[0]), ends, spaces(lines.at(-1))].filter(Boolean).join(" and ");
}
