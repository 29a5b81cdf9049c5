// JSON read strictly, and written canonically (RFC 8785): names in the order of UTF-16 code units, which is how sort()
// compares, and numbers and strings as ECMAScript writes them, which is how JSON.stringify() does.
const LARGEST = 8 * 1024 * 1024;
const DEEPEST = 32;

class Unreadable extends Error {
  constructor(fault, facts = {}) {
    super(filled(SENTENCES.fault[fault], facts));
  }
}

function filled(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (_slot, name) => facts[name]);
}

function canonical(said) {
  if (Array.isArray(said)) return `[${said.map(canonical).join(",")}]`;
  if (said !== null && typeof said === "object") {
    return `{${Object.keys(said).sort().map((name) => `${canonical(name)}:${canonical(said[name])}`).join(",")}}`;
  }
  if (typeof said === "number" && !Number.isFinite(said)) throw new Unreadable("number");
  if (typeof said === "string" && !said.isWellFormed()) throw new Unreadable("number");
  return JSON.stringify(said);
}

function parsed(bytes) {
  if (bytes.byteLength > LARGEST) throw new Unreadable("size");
  const text = decoded(bytes);
  checkDepth(text);
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Unreadable("json");
  }
  if (!isObject(said)) throw new Unreadable("schema");
  look(text);
  canonical(said);
  return said;
}

function decoded(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable("text");
  }
}

// Before anything is parsed: what is open at once, outside of strings. A string that never ends goes to the end.
function checkDepth(text) {
  let depth = 0;
  for (const token of tokens(text)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    if (depth > DEEPEST) throw new Unreadable("depth");
  }
}

// What JSON.parse() passes over: a name that stands twice in one object, and whole numbers it had to round.
function look(text) {
  const open = [];
  let name;
  for (const token of tokens(text)) {
    if (token === "{" || token === "[") open.push(new Set());
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const key = JSON.parse(name);
      if (open.at(-1).has(key)) throw new Unreadable("twice");
      open.at(-1).add(key);
    } else if (token[0] === '"') name = token;
    else if (!/[.eE]/.test(token) && !Number.isSafeInteger(Number(token))) throw new Unreadable("number");
  }
}

// Strings, numbers without their sign, brackets and colons. No regular expression: those have a limit of their own.
function* tokens(text) {
  for (let at = 0, end; at < text.length; at = end) {
    end = at + 1;
    if (text[at] === '"') end = endOfString(text, end);
    else if (isIn("0123456789", text[at])) while (isIn("0123456789.eE+-", text[end])) end += 1;
    else if (!isIn("{}[]:", text[at])) continue;
    yield text.slice(at, end);
  }
}

function endOfString(text, at) {
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function isIn(characters, one) {
  return one !== undefined && characters.includes(one);
}

function isObject(said) {
  return said !== null && typeof said === "object" && !Array.isArray(said);
}
