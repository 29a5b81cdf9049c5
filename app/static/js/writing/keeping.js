// Copies of what was typed and not yet acknowledged, in this browser: one for each draft and window, and those that were
// set aside until their author decides. Where the browser keeps nothing they live as long as the page.
const PREFIX = "kept:";
const LARGEST = 1_000_000; // characters; browsers keep about five million for a site
const MOST = 12; // copies of one browser
const OLDEST = 30 * 24 * 3600_000; // ms

const page = new Map();

// Keeps the fields under a key; true when they outlive this page.
export function keep(key, copy) {
  const text = JSON.stringify({ ...copy, fields: [...copy.fields] });
  page.set(PREFIX + key, text);
  if (text.length > LARGEST) return false;
  for (const makeRoom of [() => {}, () => clear(MOST)]) {
    try {
      makeRoom();
      localStorage.setItem(PREFIX + key, text);
      return true;
    } catch {
      // Full, or not allowed at all.
    }
  }
  return false;
}

export function forget(key) {
  page.delete(PREFIX + key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // It was never there.
  }
}

// The copies of one draft, the newest first: { key, at, fields, kind }.
export function copies(draft) {
  const found = [...stored(), ...page.keys()].filter((key) => key.startsWith(`${PREFIX}${draft}:`));
  return [...new Set(found)].map(opened).filter(Boolean).sort((one, other) => other.at - one.at);
}

// Out of the way of what is typed from now on.
export function aside(draft, copy) {
  const key = `${draft}:aside-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  keep(key, copy);
  return { ...copy, key };
}

function opened(key) {
  try {
    const copy = JSON.parse(page.get(key) ?? localStorage.getItem(key));
    return { ...copy, fields: new Map(copy.fields), key: key.slice(PREFIX.length) };
  } catch {
    return null;
  }
}

function stored() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

// Leaves the newest `most`, and none that is too old.
function clear(most) {
  const all = stored().map((key) => ({ key, at: opened(key)?.at ?? 0 })).sort((one, other) => other.at - one.at);
  all.filter(({ at }, place) => place >= most || at < Date.now() - OLDEST).forEach(({ key }) => localStorage.removeItem(key));
}

try {
  clear(MOST);
} catch {
  // Nothing is kept here.
}
