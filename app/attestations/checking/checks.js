// What is right and what is not in a receipt: the same findings, in the same order and words, as the command gives.
const GRACE = 5 * 60 * 1000;
const SHAPE = {
  "signed": "object", "signed.site": "object", "signed.site.name": "string", "signed.site.address": "string",
  "signed.issued_at": "string", "signed.key_id": "string", "signed.statement": "object",
  "signed.statement.content_sha256": "string", "signed.statement.wording": "object",
  "signed.statement.wording.sha256": "string", "signed.statement.clauses": "list", "signed.statement.images": "list",
  "signed.statement.signer": "object", "signed.statement.signed_at": "string", "signed.manifest": "object",
  "signed.manifest.title": "string", "signed.manifest.images": "list", "signed.wording": "object",
  "signed.wording.clauses": "list", "signature": "object", "signature.public_key": "string",
  "signature.value": "string", "openings": "object", "declarations": "list",
};

function receiptIn(bytes) {
  const said = parsed(bytes);
  if (said.schema !== "receipt/1") throw new Unreadable("schema");
  for (const [part, kind] of Object.entries(SHAPE)) {
    const found = part.split(".").reduce((outer, name) => own(outer, name), said);
    if (!isOfKind(found, kind)) throw new Unreadable("shape", { part });
  }
  return said;
}

function keysIn(bytes) {
  const said = parsed(bytes);
  if (said.schema !== "keys/1" || !isOfKind(said.keys, "list") || !isObject(said.site)) throw new Unreadable("keys");
  return said;
}

function isOfKind(found, kind) {
  if (kind === "list") return Array.isArray(found) && found.every(isObject);
  return kind === "object" ? isObject(found) : typeof found === kind;
}

function own(outer, name) {
  return Object.hasOwn(outer, name) ? outer[name] : undefined;
}

async function check(receipt, { keys = null, images = [] } = {}) {
  const found = [
    await signatureOf(receipt), await keyOf(receipt, keys), await articleOf(receipt), await wordingOf(receipt),
    sentencesOf(receipt), imagesOf(receipt), await declarationsOf(receipt), ...await declarersOf(receipt),
    ...await Promise.all(committed(receipt).map((label) => openingOf(receipt, label))),
    ...images.map((image) => fileOf(receipt, image)),
  ];
  const wrong = found.filter((one) => one.mark === "wrong").length;
  const mark = wrong ? "wrong" : found[1].mark;
  return { mark, verdict: filled(SENTENCES.verdict[mark], { count: wrong, all: found.length }), findings: found };
}

async function signatureOf({ schema, signed, signature }) {
  let right = false;
  try {
    const key = await crypto.subtle.importKey("raw", raw(signature.public_key, 32), "Ed25519", true, ["verify"]);
    const said = new TextEncoder().encode(canonical(signed));
    right = await crypto.subtle.verify("Ed25519", key, raw(signature.value, 64), said);
  } catch {
    right = false;
  }
  right &&= signature.algorithm === "Ed25519" && signed.schema === schema;
  return finding("signature", right, { site: signed.site.name, address: signed.site.address });
}

async function keyOf({ signed, signature }, keys) {
  const fingerprint = await sha256(rawOrNothing(signature.public_key));
  const facts = {
    key: signed.key_id, issued: worded(signed.issued_at), address: signed.site.address, fingerprint,
    other: String(keys?.site.address),
  };
  const how = fingerprint.slice(0, 16) === signed.key_id ? known(signed, signature.public_key, keys) : "misnamed";
  const mark = how === "right" || how === "open" ? how : "wrong";
  return { about: "key", mark, sentence: filled(SENTENCES.key[how], facts) };
}

function known(signed, publicKey, keys) {
  if (keys === null) return "open";
  if (keys.site.address !== signed.site.address) return "elsewhere";
  const key = keys.keys.find((one) => one.public_key === publicKey);
  if (!key) return "wrong";
  if (key.stolen) return "stolen";
  return wasInForce(key, Date.parse(signed.issued_at)) ? "right" : "late";
}

function wasInForce(key, moment) {
  if (!(Date.parse(key.in_force_from) - GRACE <= moment)) return false;
  return key.retired_at === null || moment <= Date.parse(key.retired_at) + GRACE;
}

// A moment as people write it, in UTC; as it stands where it is none.
function worded(moment) {
  const at = new Date(moment);
  if (Number.isNaN(at.valueOf()) || !/(Z|[+-]\d\d:\d\d)$/.test(moment)) return moment;
  const month = at.toLocaleDateString("en-GB", { month: "long", timeZone: "UTC" });
  return `${at.getUTCDate()} ${month} ${at.getUTCFullYear()}, ${at.toISOString().slice(11, 16)} UTC`;
}

async function articleOf({ signed }) {
  const found = await digest(signed.manifest);
  return finding("article", found === signed.statement.content_sha256, { sha256: found });
}

async function wordingOf({ signed }) {
  return finding("wording", (await digest(signed.wording)) === signed.statement.wording.sha256);
}

function sentencesOf({ signed }) {
  const accepted = signed.statement.clauses.filter((one) => one.accepted === true).map((one) => one.id);
  const wanted = signed.wording.clauses.map((one) => one.id);
  return finding("sentences", isSame(accepted, wanted), { count: wanted.length });
}

function imagesOf({ signed }) {
  const placed = signed.manifest.images.map((one) => [one.asset, one.rights]);
  const bound = signed.statement.images.map((one) => [one.original_sha256, one.rights_sha256]);
  if (!placed.length && !bound.length) {
    return { about: "images", mark: "right", sentence: SENTENCES.images.none };
  }
  return finding("images", isSame(placed, bound), { count: placed.length });
}

async function declarationsOf({ signed, declarations }) {
  const bound = signed.statement.images.map((one) => one.rights_sha256);
  const there = await Promise.all(declarations.map(digest));
  const covered = bound.filter((one) => there.includes(one)).length;
  return finding("declarations", there.every((one) => bound.includes(one)), { count: covered, all: bound.length });
}

// Whose word the right to an image is, for each where that is not the signer's by statement and declaration.
async function declarersOf({ signed, declarations }) {
  const declared = await Promise.all(declarations.map(async (one) => [await digest(one), byEditor(one)]));
  const found = signed.statement.images.map((image, index) => {
    const said = own(image, "declared_by") === undefined ? "author" : image.declared_by;
    const told = declared.filter(([hash]) => hash === image.rights_sha256).map(([, by]) => by);
    const voices = told.length ? told : [said === "editor"];
    if (said === "author" && voices.every((by) => !by)) return null;
    const right = said === "editor" && voices.every((by) => by);
    return finding("declarer", right, { number: index + 1, site: signed.site.name });
  });
  return found.filter((one) => one !== null);
}

function byEditor({ declared }) {
  return isObject(declared) && own(declared, "declared_by") === "editor";
}

// What of the signer can be opened; for whom they signed only where they did so, or the file says so.
function committed({ signed, openings }) {
  const other = "on_behalf_of";
  return ["name", "email", ...(own(signed.statement.signer, other) !== undefined || own(openings, other) !== undefined ? [other] : [])];
}

async function openingOf({ signed, openings }, label) {
  const opened = own(openings, label) ?? null;
  if (opened === null) return { about: label, mark: "open", sentence: SENTENCES[label].open };
  const [value, salt] = isObject(opened) ? [String(opened.value), String(opened.salt)] : ["", ""];
  const bound = own(signed.statement.signer, label);
  const commitment = await sha256(new TextEncoder().encode(`${salt}:${value}`));
  return finding(label, isObject(bound) && bound.commitment === commitment, { value });
}

function fileOf({ signed }, image) {
  const number = signed.statement.images.findIndex((one) => one.original_sha256 === image.sha256) + 1;
  return finding("file", number > 0, { file: image.name, number });
}

function finding(about, right, facts = {}) {
  const mark = right ? "right" : "wrong";
  return { about, mark, sentence: filled(SENTENCES[about][mark], facts) };
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function digest(said) {
  return sha256(new TextEncoder().encode(canonical(said)));
}

async function sha256(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Base64 for addresses, without padding (RFC 4648, 5).
function raw(text, size) {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  if (bytes.length !== size || !/^[\w-]+$/.test(text)) throw new Error("not a key or signature of this size");
  return bytes;
}

function rawOrNothing(text) {
  try {
    return raw(text, 32);
  } catch {
    return new Uint8Array();
  }
}
