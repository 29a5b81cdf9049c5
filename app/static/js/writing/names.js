// The name this window gives itself: the same after a reload, another one in a copy of the window. A lock of that name
// tells other windows of this browser that it is still there.
const KEPT = "window", LOCK = "writing:";

export let name = remembered() ?? fresh();
export const settled = claim(); // from then on the name is this window's alone

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function remembered() {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

async function claim() {
  while (!(await locked())) name = fresh();
  try {
    sessionStorage.setItem(KEPT, name);
  } catch {
    // Without it a reload is another window, which can take over.
  }
}

function locked() {
  if (!navigator.locks) return true; // only over HTTPS and on this machine
  return new Promise((tell) => {
    const patience = AbortSignal.timeout(600); // the page before a reload may still be on its way out
    navigator.locks.request(LOCK + name, { signal: patience }, () => { tell(true); return new Promise(() => {}); })
      .catch(() => tell(false));
  });
}

// The names of the windows of this browser that are open now, this one left out.
export async function others() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map((lock) => lock.name.replace(LOCK, "")).filter((one) => one !== name));
}
