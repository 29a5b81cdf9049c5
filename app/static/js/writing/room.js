import { unsaved } from "./saves.js";

// Images the worker still looks into: asked about until they are done; the page is shown anew when nobody is typing.
const looking = [...document.querySelectorAll(".image[data-state=received]")];
if (looking.length) setTimeout(look, 3000);

async function look() {
  try {
    const answer = await fetch(`${location.pathname}/images`, { headers: { "X-Requested-With": "fetch" } });
    const { images } = await answer.json();
    const done = looking.some((shown) => images.some((image) => shown.id === `image-${image.id}` && image.state !== shown.dataset.state));
    const typing = document.activeElement?.closest("input, textarea, select");
    if (done && !typing && !unsaved()) return location.reload();
  } catch {
    // The next look will tell.
  }
  setTimeout(look, 3000);
}
