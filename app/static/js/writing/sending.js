// One save on its way, and what to say when it does not arrive.
import { clock, counted } from "./words.js";

const PATIENCE = 60_000; // ms until a save without an answer counts as lost
const SMALL = 40_000; // characters; browsers let a page that is closing send 64 KiB
export const WAITS = [2, 4, 8, 15, 30]; // s until the next try, growing

let closing = false;
addEventListener("pagehide", () => { closing = true; }, { capture: true });
addEventListener("pageshow", () => { closing = false; });

export async function send(form) {
  const body = new FormData(form);
  if (closing) body.append("leave", "1"); // nobody writes here any more
  const size = [...body].reduce((sum, [, value]) => sum + (value.length ?? value.size), 0);
  let answer;
  try {
    answer = await fetch(form.dataset.saves, {
      method: "POST", body, headers: { "X-Requested-With": "fetch" },
      keepalive: (closing || document.hidden) && size < SMALL, signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw Object.assign(new Error(), { status: 0 });
  }
  const said = await answer.json().catch(() => null);
  if (answer.ok && said) return said;
  // A page instead of our answer is somebody in between: the sign-in page of a network, a proxy.
  throw Object.assign(new Error(said?.message ?? ""), { status: answer.ok ? 0 : answer.status, why: said?.why, after: Number(answer.headers.get("Retry-After")) || undefined });
}

const keptHere = ({ kept }) => (kept ? "What you typed is kept in this browser" : "Leave this page open: what you typed is only here");
const soon = ({ wait }) => `we try again in ${wait < 90 ? counted(wait, "second") : counted(Math.ceil(wait / 60), "minute")}.`;

// By status: the sentence, whether it is tried again by itself, and a way on.
const SENTENCES = {
  0: (at) => ({ words: at.kept ? `No connection: kept in this browser since ${clock(at.since)}. We send it when you are back.` : "No connection. Leave this page open: what you typed is only here. We send it when you are back.", again: true }),
  400: (at) => ({ words: `This page is from an earlier visit. ${keptHere(at)}: reload the page to go on.`, again: false }),
  403: (at, said) => ({ words: `${said} ${keptHere(at)}.`, again: false }),
  404: (at) => ({ words: `Your private link no longer opens this draft, so nothing more can be saved. ${keptHere(at)}.`, again: false, more: { href: "/links", words: "Ask for a new link" } }),
  413: (at) => ({ words: `The draft has become too large to be saved: shorten it. ${keptHere(at)}.`, again: false }),
  422: (at, said) => ({ words: `Not saved: ${said}`, again: false }),
  429: (at) => ({ words: `That was a lot in a short time. ${keptHere(at)}; ${soon(at)}`, again: true }),
};
const OTHER = (at) => ({ words: `Our side could not save it just now. ${keptHere(at)}; ${soon(at)}`, again: true });

// `at`: kept (true if it outlives this page), since (ms), wait (s).
export function sentence(fault, at) {
  return (SENTENCES[fault.status ?? 0] ?? OTHER)(at, fault.message);
}
