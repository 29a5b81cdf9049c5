// Where there is no room for the list beside the text, a button at the lower edge says how much is left and opens the
// list in place. Without a script it is a link to the list at the end of the page.
import { element } from "./checklist.js";

const link = document.querySelector("[data-opens-list]");
const list = document.querySelector("[data-preflight]");
if (link && list) dress();

function dress() {
  const home = list.parentElement;
  const close = element("button", { type: "button", className: "button plain", textContent: "Close" });
  const drawer = element("dialog", { className: "drawer", ariaLabel: "Before you send it" }, element("p", { className: "verbs" }, close));
  const button = element("button", { type: "button", className: link.className, textContent: link.textContent, ariaHasPopup: "dialog" });
  button.dataset.leftOfAll = "";
  link.replaceWith(button);
  document.body.append(drawer);
  button.addEventListener("click", () => { drawer.append(list); drawer.showModal(); drawer.scrollTop = 0; });
  close.addEventListener("click", () => drawer.close());
  drawer.addEventListener("click", ({ target }) => { if (target === drawer) drawer.close(); }); // beside it
  drawer.addEventListener("close", () => home.append(list));
}
