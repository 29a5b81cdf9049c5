// What is right and what is not in a bundle, one finding a part, in the order of VERIFY.txt.
const utf8 = new TextEncoder();

// `files` is a Map from path, as the manifest writes it, to something with arrayBuffer().
async function check(files) {
  const manifest = files.get("manifest.json");
  if (!manifest) return report([wrong("manifest", "There is no manifest.json among these files.")]);
  const raw = await bytesOf(manifest);
  let said;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(raw));
    if (said.schema !== "bundle/1") throw new Error("another schema");
  } catch {
    return report([wrong("manifest", "manifest.json is not what the site writes.")]);
  }
  const found = [await signatureOf(raw, said, files), ...await filesOf(said, files), await sumsOf(raw, said, files)];
  return report([...found, ...await sealsOf(files), ...await chainOf(files)], said);
}

async function signatureOf(raw, said, files) {
  const [pem, value] = [files.get("key.pem"), files.get("manifest.sig")];
  if (!pem || !value) return wrong("signature", "key.pem or manifest.sig is not there.");
  const how = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in manifest.json -sigfile manifest.sig";
  const spki = fromPem(new TextDecoder().decode(await bytesOf(pem)));
  const id = (await sha256(spki.slice(-32))).slice(0, 16);
  if (id !== said.key_id) return wrong("signature", `key.pem is the key ${id}, and the manifest names ${said.key_id}.`);
  let key;
  try {
    key = await crypto.subtle.importKey("spki", spki, "Ed25519", true, ["verify"]);
  } catch {
    return open("signature", `This browser cannot check Ed25519 signatures. Check it by command: ${how}`);
  }
  const holds = await crypto.subtle.verify("Ed25519", key, await bytesOf(value), raw);
  const site = said.site.address;
  return holds
    ? right("signature", `The manifest is signed with the key ${id}. Compare it with ${site}/policies/keys: only that says whose it is.`)
    : wrong("signature", "The signature does not fit the manifest: one of the two was changed.");
}

async function filesOf(said, files) {
  const found = [];
  let fine = 0;
  for (const one of said.files) {
    const file = files.get(one.path);
    if (!file) found.push(wrong("file", `${one.path} is missing.`));
    else if ((await sha256(await bytesOf(file))) !== one.sha256) found.push(wrong("file", `${one.path} was changed: its hash is not that of the manifest.`));
    else fine += 1;
    if (one.recorded_sha256 && one.recorded_sha256 !== one.sha256) found.push(wrong("file", `${one.path} was damaged before: the records of the site have another hash.`));
  }
  const listed = new Set([...said.files.map((one) => one.path), ...UNLISTED]);
  for (const path of files.keys()) if (!listed.has(path)) found.push(wrong("file", `${path} is no part of what the site gave out.`));
  for (const one of said.left_out) found.push(open("file", `${one.path} was left out: ${one.why}`));
  const words = `${fine} of ${said.files.length} files have the size and hash of the manifest.`;
  return [fine === said.files.length ? right("files", words) : wrong("files", words), ...found];
}

async function sumsOf(raw, said, files) {
  const sums = files.get("manifest.sha256");
  const wanted = new Map([...said.files.map((one) => [one.path, one.sha256]), ["manifest.json", await sha256(raw)]]);
  const lines = sums ? new TextDecoder().decode(await bytesOf(sums)).split("\n").filter(Boolean) : [];
  const same = lines.length === wanted.size && lines.every((line) => wanted.get(line.slice(66)) === line.slice(0, 64));
  return same ? right("sums", "manifest.sha256 says the same.") : wrong("sums", "manifest.sha256 does not say the same as the manifest.");
}

async function sealsOf(files) {
  const log = await json(files.get("log/events.json"));
  if (!log) return [wrong("seals", "log/events.json is not there, or cannot be read.")];
  const found = [];
  let sealed = 0;
  for (const { event, seal } of log.events) {
    if (!seal) continue;
    const hash = await sha256(utf8.encode(canonical({ event, prev: seal.prev, seq: seal.seq })));
    if (hash === seal.hash) sealed += 1;
    else found.push(wrong("seals", `Event ${event.id} (${event.kind}) is not what was sealed as entry ${seal.seq}.`));
  }
  const waits = log.events.filter((one) => !one.seal).length;
  const words = `${sealed} of ${log.events.length} events are what was sealed${waits ? `; ${waits} waited to be sealed when the file was made` : ""}.`;
  return [found.length ? wrong("seals", words) : right("seals", words), ...found];
}

async function chainOf(files) {
  const log = await json(files.get("log/events.json"));
  const links = files.get("log/chain.txt");
  if (!log || !links) return [open("chain", "Nothing was sealed yet.")];
  const hashes = new Map();
  let before = null;
  for (const line of new TextDecoder().decode(await bytesOf(links)).split("\n").filter(Boolean)) {
    const [place, hash] = line.split(" ");
    if (before !== null && Number(place) !== before + 1) return [wrong("chain", `log/chain.txt has a gap before ${place}.`)];
    before = Number(place);
    hashes.set(before, hash);
  }
  const bad = log.events.find(({ seal }) => seal && (hashes.get(seal.seq) !== seal.hash || (hashes.has(seal.seq - 1) && hashes.get(seal.seq - 1) !== seal.prev)));
  if (bad) return [wrong("chain", `Entry ${bad.seal.seq} does not stand where it says in log/chain.txt.`)];
  return [right("chain", `Every seal stands in its place in the chain of ${hashes.size} entries.`), ...await checkpointsOf(log, hashes, files)];
}

async function checkpointsOf(log, hashes, files) {
  if (!log.checkpoints.length) return [open("checkpoint", "There was no checkpoint when the file was made.")];
  const found = [];
  for (const one of log.checkpoints) {
    const said = await json(files.get(one.path));
    if (!said || said.size !== one.size || said.root !== one.root) found.push(wrong("checkpoint", `${one.path} does not say what log/events.json says of it.`));
    else if (!hashes.has(one.size)) found.push(open("checkpoint", `The checkpoint of ${one.made_on} is older than the case.`));
    else if (hashes.get(one.size) !== one.root) found.push(wrong("checkpoint", `The chain has another hash at ${one.size} than the checkpoint of ${one.made_on}.`));
    else found.push(right("checkpoint", `The chain leads to the checkpoint of ${one.made_on}, ${one.size} entries.`));
    if (one.timestamp) found.push(open("timestamp", `${one.timestamp} is checked by command: openssl ts -verify -data ${one.path} -in ${one.timestamp} -CAfile log/timestamp-roots.pem`));
  }
  return found;
}

function report(findings, said = null) {
  const bad = findings.filter((one) => one.mark === "wrong").length;
  if (bad) return { mark: "wrong", verdict: `Something is wrong: ${bad} of ${findings.length} findings.`, findings };
  const signed = findings.some((one) => one.about === "signature" && one.mark === "right");
  const words = signed
    ? `The file of ${said.case} is as it was given out, if the key is the site’s.`
    : `The files of ${said.case} fit one another. Who signed for them is not checked.`;
  return { mark: signed ? "right" : "open", verdict: words, findings };
}

const right = (about, sentence) => ({ about, mark: "right", sentence });
const open = (about, sentence) => ({ about, mark: "open", sentence });
const wrong = (about, sentence) => ({ about, mark: "wrong", sentence });

async function json(file) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await bytesOf(file)));
  } catch {
    return null;
  }
}

async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

function fromPem(text) {
  try {
    return Uint8Array.from(atob(text.replace(/-----[^-]+-----/g, "").replace(/\s/g, "")), (one) => one.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
