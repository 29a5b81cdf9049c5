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

const split = (text) => text.match(/\S+/g) ?? [];

// The words between what two texts begin with and what they end with in common: `gone` stand only in the first,
// `come` only in the second, `lead` and `trail` are their neighbours.
export function between(first, second, near = 8) {
  const [one, two] = [split(first), split(second)];
  const shorter = Math.min(one.length, two.length);
  let from = 0, to = 0;
  while (from < shorter && one[from] === two[from]) from += 1;
  while (to < shorter - from && one[one.length - 1 - to] === two[two.length - 1 - to]) to += 1;
  return {
    gone: one.slice(from, one.length - to),
    come: two.slice(from, two.length - to),
    lead: two.slice(Math.max(0, from - near), from).join(" "),
    trail: two.slice(two.length - to, two.length - to + near).join(" "),
  };
}
