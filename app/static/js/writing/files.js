// What a look at a file says before it is sent. The site judges again by content; this only spares the way.
const STARTS = [[0xff, 0xd8, 0xff], [0x89, 0x50, 0x4e, 0x47]];
const BRANDS = ["avif", "avis", "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1"];
const WORTH_A_LOOK = 1_000_000; // bytes: a smaller file is sent, because the site can say better what it is

export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

// Why a file cannot be taken, in a sentence, or nothing.
export async function refusal(file, most) {
  if (!file.size) return "This file is empty.";
  if (most && file.size > most) return `It has ${size(file.size)}, and the most we take is ${Math.floor(most / 1024 ** 2)} MB. Save a smaller copy, for example as JPEG, and send that.`;
  if (file.size < WORTH_A_LOOK) return "";
  try {
    return isPicture(new Uint8Array(await file.slice(0, 16).arrayBuffer())) ? "" : "It is no picture we can read. Send a photograph as JPEG, PNG, WebP, AVIF or HEIC.";
  } catch {
    return "It cannot be read: it was moved or changed since you chose it. Choose it again.";
  }
}

function isPicture(head) {
  const word = (from) => String.fromCharCode(...head.slice(from, from + 4));
  if (STARTS.some((start) => start.every((byte, at) => head[at] === byte))) return true;
  return (word(0) === "RIFF" && word(8) === "WEBP") || (word(4) === "ftyp" && BRANDS.includes(word(8)));
}
