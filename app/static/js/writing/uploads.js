// Sends files with their progress, one after the other.
import { saveAll, unsaved } from "./saves.js";

let sendingNow = 0; // files on their way: leaving the page would break them off
addEventListener("beforeunload", (leaving) => { if (sendingNow) leaving.preventDefault(); });

for (const form of document.querySelectorAll("form[data-upload]")) sendingFiles(form);

function sendingFiles(form) {
  const input = form.querySelector("input[type=file]");
  const uploads = form.querySelector(".uploads");
  if (!input || !uploads) return;
  let line = Promise.resolve();
  let waiting = 0, refused = 0, arrived = 0;

  function take(files) {
    uploads.querySelector(".settled")?.remove();
    for (const file of files) {
      waiting += 1;
      sendingNow += 1;
      const row = rowFor(file, uploads);
      line = line.then(() => send(form, input, file, row))
        .then(() => { arrived += 1; }, (why) => { refused += 1; row.refuse(why); })
        .then(() => { waiting -= 1; sendingNow -= 1; if (!waiting) settle(); });
    }
    input.value = "";
  }

  // The list is the server's: the page is asked for again, but never over text that is not saved yet.
  async function settle() {
    await saveAll();
    if (!refused && !unsaved()) return location.reload();
    if (!arrived) return;
    const again = Object.assign(document.createElement("a"), { href: location.href, textContent: "Show the images that arrived" });
    uploads.append(Object.assign(document.createElement("li"), { className: "settled" }));
    uploads.lastChild.append(again);
  }

  form.querySelector("button[type=submit]")?.setAttribute("hidden", ""); // choosing a file sends it
  input.addEventListener("change", () => take([...input.files]));
  const drop = form.closest("[data-drop]") ?? form;
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (moved) => {
      if (!moved.dataTransfer?.types.includes("Files")) return;
      moved.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop") take([...moved.dataTransfer.files]);
    });
  }
}

function send(form, input, file, row) {
  return new Promise((done, fail) => {
    const data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) row.at(step.loaded / step.total); });
    request.addEventListener("load", () => (request.status < 400 ? done(row.received()) : fail(reason(request))));
    request.addEventListener("error", () => fail("the connection was lost. Choose the file again when you are back."));
    request.send(data);
  });
}

function reason(request) {
  try {
    return JSON.parse(request.responseText).message ?? `the site answered ${request.status}.`;
  } catch {
    return request.status === 413 ? "it is too large." : `the site answered ${request.status}.`;
  }
}

function rowFor(file, uploads) {
  const line = document.createElement("li");
  const words = Object.assign(document.createElement("span"), { textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  line.append(words, bar);
  uploads.append(line);
  return {
    at: (part) => { bar.value = part; },
    received: () => { bar.value = 1; words.textContent = `${file.name}: received`; },
    refuse: (why) => { bar.remove(); words.className = "refused"; words.textContent = `${file.name} was not taken: ${why.replace(`${file.name}: `, "")}`; },
  };
}
