// Sends files, a few at a time, each with a row of its own: how far it is, a way to stop it, a way to try again.
// What arrived becomes a card of the image room (room.js) without a reload.
import { refusal } from "./files.js";
import { KEY } from "./ordering.js";
import { row } from "./rows.js";
import { arrived, say } from "./room.js";

const AT_ONCE = 3;
const waiting = [], sending = new Set();
let chosen = 0; // files of this visit: those sent together stand in the order they were chosen in
const lost = []; // broken off when the network went: tried again when it is back

const form = document.querySelector("form[data-upload]");
const input = form?.elements.files; // it stands in the image room
const place = input?.closest(".drop");
const rows = place?.querySelector(".uploads");
if (input && rows) listen();

function listen() {
  place.querySelector("button[type=submit]").hidden = true; // choosing a file sends it
  place.querySelector(".without-script")?.remove();
  input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
  const drop = form.closest("[data-drop]") ?? form;
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (moved) => {
      const types = moved.dataTransfer?.types ?? [];
      if (!types.includes("Files") || types.includes(KEY)) return;
      moved.preventDefault();
      place.classList.toggle("over", kind === "dragover");
      if (kind === "drop") take([...moved.dataTransfer.files]);
    });
  }
  addEventListener("online", () => lost.splice(0).forEach(queue));
  addEventListener("beforeunload", (leaving) => { if (sending.size || waiting.length) leaving.preventDefault(); });
}

function take(files) {
  for (const file of files) {
    const twin = [...waiting, ...sending, ...lost].find((one) => same(one.file, file));
    if (twin) { say(`${file.name} is on its way already.`); continue; }
    const upload = { file, request: null, place: (chosen += 1) };
    upload.row = row(file, { cancel: () => cancel(upload), again: () => queue(upload), gone: () => drop(lost, upload) });
    rows.append(upload.row.line);
    queue(upload);
  }
}

function same(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

function queue(upload) {
  drop(lost, upload);
  if (waiting.includes(upload) || sending.has(upload)) return;
  upload.row.waits();
  waiting.push(upload);
  pump();
}

function pump() {
  while (sending.size < AT_ONCE && waiting.length) begin(waiting.shift());
}

async function begin(upload) {
  sending.add(upload);
  try {
    const why = await refusal(upload.file, Number(form.dataset.most));
    if (why) return settle(upload, () => upload.row.refuse(why));
    if (!sending.has(upload)) return;
    upload.row.sends();
    const taken = await post(upload);
    await arrived(taken, upload.place);
    settle(upload, () => upload.row.done(taken));
  } catch (fault) {
    settle(upload, () => fail(upload, fault));
  } finally {
    pump();
  }
}

function settle(upload, show) {
  if (!sending.delete(upload)) return; // stopped meanwhile
  show();
  const left = waiting.length + sending.size;
  say(`${upload.file.name}: ${upload.row.state()}${left ? ` ${left} to go.` : ""}`);
}

function fail(upload, fault) {
  if (fault.lost) lost.push(upload);
  if (fault.refused) upload.row.refuse(fault.message, fault.objection);
  else upload.row.fail(fault.message);
}

function cancel(upload) {
  drop(waiting, upload);
  drop(lost, upload);
  if (sending.delete(upload)) upload.request?.abort();
  upload.row.stop();
  say(`${upload.file.name} was stopped.`);
  pump();
}

function drop(list, upload) {
  const at = list.indexOf(upload);
  if (at >= 0) list.splice(at, 1);
}

function post(upload) {
  return new Promise((done, fail) => {
    const request = upload.request = new XMLHttpRequest();
    request.open("POST", form.action);
    for (const [name, value] of Object.entries(headers(upload.file))) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) upload.row.at(step.loaded / step.total); });
    request.upload.addEventListener("load", () => upload.row.stores());
    request.addEventListener("load", () => answered(request, done, fail));
    request.addEventListener("error", () => fail(Object.assign(new Error("The connection was lost. The file is still here: we try again when you are back."), { lost: true })));
    request.send(upload.file);
  });
}

// The file is the whole body, so that the site need not search it for the end of a part; what a form would say beside it
// stands here. A name has at most 250 signs (the site keeps 200), and none that is half a sign.
function headers(file) {
  const name = [...file.name.replace(/\p{Surrogate}/gu, "\ufffd")].slice(0, 250).join("");
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`); // RFC 8187
  return {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `form-data; name="${input.name}"; filename*=UTF-8''${encoded}`,
    "X-CSRFToken": form.querySelector("[name=csrf_token]").value,
    "X-Requested-With": "fetch",
  };
}

function answered(request, done, fail) {
  let said = {};
  try { said = JSON.parse(request.responseText); } catch { /* no answer of ours */ }
  const [taken] = said.images ?? [];
  if (request.status < 400 && taken) return done(taken);
  const words = said.message ?? (request.status === 413 ? "It is larger than this site takes." : `The site answered ${request.status}.`);
  fail(Object.assign(new Error(words), { refused: request.status === 422 || request.status === 413, objection: said.objection }));
}
