// A window that only looks takes no files, neither for the image room nor as a document, and says so.
import { say } from "./tabs.js";

for (const kind of ["dragover", "drop"]) document.addEventListener(kind, refuse, { capture: true });

function refuse(moved) {
  if (!document.querySelector(".writing[data-readonly]") || !moved.dataTransfer?.types.includes("Files")) return;
  moved.preventDefault(); // a browser would open the file in place of the page
  moved.stopImmediatePropagation();
  if (moved.type !== "drop") return;
  const names = [...moved.dataTransfer.files].map(({ name }) => name);
  say(`${names.length === 1 ? `${names[0]} was` : `${names.length} files were`} not taken: another window is writing. Choose “Write here instead” first.`);
  document.querySelector("#offers")?.scrollIntoView({ block: "nearest" });
}
