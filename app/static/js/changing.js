// The page on which an editor changes an article: the rights form of a new image shows what its answers ask for.
import { fit, unfold } from "./writing/fitting.js";

for (const rights of document.querySelectorAll("[data-rights]")) {
  fit(rights);
  unfold(rights);
  rights.addEventListener("change", () => fit(rights));
}
