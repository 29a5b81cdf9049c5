// The dialogue that chooses which part of an image is shown, and the point that matters most: by pointer, by keyboard,
// by number. Sides are counted in ten-thousandths of the upright original, as the site keeps them; nothing is cut here.
import { bounded, fitted, grown, LEAST, shifted, WHOLE } from "./area.js";
import { element } from "./checklist.js";

const STEP = 100; // one percent
const NARROW = 640; // pixels: below this a picture cannot fill a column of text
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIDES = ["left", "top", "width", "height"];
const RATIOS = [["Free", 0], ["3 : 2", 1.5], ["Square", 1]];

// Opens the dialogue on a card; `chosen` is called after another part was taken over into the card's fields.
export function crop(card, chosen) {
  const field = (name) => card.querySelector(`[name$="-${name}"]`);
  const kept = (name, otherwise) => { const typed = Number.parseFloat(field(name).value); return Number.isNaN(typed) ? otherwise : Math.round(typed * 100); };
  let area = bounded({ left: kept("crop_left", 0), top: kept("crop_top", 0), width: kept("crop_width", WHOLE), height: kept("crop_height", WHOLE) });
  let point = field("focal_left").value || field("focal_top").value ? { left: kept("focal_left", WHOLE / 2), top: kept("focal_top", WHOLE / 2) } : null;
  let ratio = 0;

  const parts = built(card);
  const { dialog, image, frame, dot, result, shown, words } = parts;
  const size = () => ({ across: image.naturalWidth || 3, down: image.naturalHeight || 2 });

  function show() {
    place(frame, area);
    const at = point ?? { left: area.left + area.width / 2, top: area.top + area.height / 2 };
    Object.assign(dot.style, { left: `${at.left / 100}%`, top: `${at.top / 100}%` });
    dot.classList.toggle("unset", !point);
    const whole = { across: Number(card.dataset.across), down: Number(card.dataset.down) };
    const pixels = Math.round(whole.across * area.width / WHOLE);
    words.textContent = `Shows ${pixels} × ${Math.round(whole.down * area.height / WHOLE)} pixels.${pixels < NARROW ? " That is small: readers see it no wider than this." : ""}`;
    preview(result, shown, area, size());
    for (const side of SIDES) if (document.activeElement !== parts[side]) parts[side].value = area[side] / 100;
    for (const side of ["left", "top"]) if (document.activeElement !== parts[`point-${side}`]) parts[`point-${side}`].value = Math.round(at[side]) / 100;
  }
  const set = (next) => { area = ratio ? fitted(next, ratio, size()) : bounded(next); show(); };
  const aim = (left, top) => { point = { left: Math.min(WHOLE, Math.max(0, Math.round(left))), top: Math.min(WHOLE, Math.max(0, Math.round(top))) }; show(); };

  steered(frame, ([x, y], resize) => set(resize ? grown(area, x * STEP, y * STEP) : shifted(area, x * STEP, y * STEP)));
  steered(dot, ([x, y]) => { const at = point ?? { left: area.left + area.width / 2, top: area.top + area.height / 2 }; aim(at.left + x * STEP, at.top + y * STEP); });
  dragged(frame, image, (x, y, held, from) => set(held.target === parts.corner ? grown(from, x, y) : shifted(from, x, y)), () => area);
  dragged(dot, image, (x, y, _held, from) => aim(from.left + x, from.top + y), () => point ?? { left: area.left + area.width / 2, top: area.top + area.height / 2 });
  image.addEventListener("click", (click) => { const box = image.getBoundingClientRect(); aim((click.clientX - box.left) / box.width * WHOLE, (click.clientY - box.top) / box.height * WHOLE); });
  for (const side of SIDES) parts[side].addEventListener("input", () => { const typed = Number.parseFloat(parts[side].value); if (!Number.isNaN(typed)) set({ ...area, [side]: Math.round(typed * 100) }); });
  for (const side of ["left", "top"]) parts[`point-${side}`].addEventListener("input", () => aim(parts["point-left"].value * 100, parts["point-top"].value * 100));
  for (const choice of parts.ratios) choice.addEventListener("change", () => { ratio = Number(choice.value); set(area); });
  parts.whole.addEventListener("click", () => { ratio = 0; parts.ratios[0].checked = true; point = null; set({ left: 0, top: 0, width: WHOLE, height: WHOLE }); });
  image.addEventListener("load", show);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "use") return;
    const uncut = area.width === WHOLE && area.height === WHOLE;
    for (const side of SIDES) field(`crop_${side}`).value = uncut ? "" : area[side] / 100;
    for (const side of ["left", "top"]) field(`focal_${side}`).value = point ? point[side] / 100 : "";
    field("crop_left").dispatchEvent(new Event("input", { bubbles: true }));
    chosen();
  });
  document.body.append(dialog);
  dialog.showModal();
  show();
}

function place(frame, { left, top, width, height }) {
  Object.assign(frame.style, { left: `${left / 100}%`, top: `${top / 100}%`, width: `${width / 100}%`, height: `${height / 100}%` });
}

// The part as readers will see it, at most 240 pixels wide.
function preview(result, shown, area, { across, down }) {
  const ratio = (area.width * across) / (area.height * down);
  const width = Math.min(240, 180 * ratio);
  Object.assign(result.style, { width: `${width}px`, height: `${width / ratio}px` });
  Object.assign(shown.style, { width: `${width * WHOLE / area.width}px`, left: `${-width * area.left / area.width}px`, top: `${-(width / ratio) * area.top / area.height}px` });
}

function steered(handle, by) {
  handle.addEventListener("keydown", (pressed) => {
    if (!ARROWS[pressed.key]) return;
    pressed.preventDefault();
    by(ARROWS[pressed.key], pressed.shiftKey);
  });
}

function dragged(handle, image, by, now) {
  handle.addEventListener("pointerdown", (held) => {
    const box = image.getBoundingClientRect(), from = now();
    held.preventDefault();
    handle.focus();
    handle.setPointerCapture(held.pointerId);
    const move = (moved) => by(Math.round((moved.clientX - held.clientX) / box.width * WHOLE), Math.round((moved.clientY - held.clientY) / box.height * WHOLE), held, from);
    handle.addEventListener("pointermove", move);
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => handle.removeEventListener("pointermove", move), { once: true });
  });
}

function built(card) {
  const image = element("img", { className: "whole", src: card.dataset.whole, alt: `The whole of ${card.dataset.name}`, draggable: false });
  const corner = element("span", { className: "corner" });
  const frame = element("button", { type: "button", className: "cut-frame", ariaLabel: "Part that is shown: arrow keys move it, Shift and arrow keys change its size" }, corner);
  const dot = element("button", { type: "button", className: "dot", ariaLabel: "Point that matters most: arrow keys move it" });
  const shown = element("img", { src: card.dataset.whole, alt: "" });
  const result = element("div", { className: "result" }, shown);
  const words = element("p", { className: "hint" });
  words.setAttribute("role", "status");
  const whole = element("button", { type: "button", className: "button second", textContent: "Whole picture" });
  const numbers = Object.fromEntries([...SIDES.map((side) => [side, { left: "Left edge", top: "Upper edge", width: "Width", height: "Height" }[side]]), ["point-left", "Point from the left"], ["point-top", "Point from the top"]].map(([name, label]) => [name, number(name, label)]));
  const ratios = RATIOS.map(([, value], at) => element("input", { type: "radio", name: "cut-ratio", id: `cut-ratio-${at}`, value, checked: !at }));
  const title = element("h2", { id: "cut-title" }, "Crop ", element("bdi", { textContent: card.dataset.name }));
  const dialog = element("dialog", { className: "cutting" }, element("form", { method: "dialog" }, title,
    element("p", { className: "hint", textContent: "Drag the frame, or its corner. Arrow keys move it, Shift and arrow keys change its size. Click the picture where it matters most: that point stays in view where a page shows less of it. The original is never changed." }),
    element("div", { className: "cut-stage" }, image, frame, dot),
    element("fieldset", { className: "ratios" }, element("legend", { textContent: "Shape" }), ...RATIOS.map(([label], at) => element("div", { className: "choice" }, ratios[at], element("label", { htmlFor: ratios[at].id, textContent: label })))),
    element("fieldset", { className: "numbers" }, element("legend", { textContent: "In percent of the whole" }), ...Object.values(numbers)),
    element("div", { className: "outcome" }, element("p", { className: "label", textContent: "What readers will see" }), result, words),
    element("p", { className: "verbs" }, element("button", { className: "button main", value: "use", textContent: "Use this part" }), whole, element("button", { className: "button plain", value: "", textContent: "Cancel" }))));
  dialog.setAttribute("aria-labelledby", title.id);
  const inputs = Object.fromEntries(Object.entries(numbers).map(([name, made]) => [name, made.querySelector("input")]));
  return { dialog, image, frame, corner, dot, result, shown, words, whole, ratios, ...inputs };
}

function number(name, label) {
  const input = element("input", { type: "number", id: `cut-${name}`, min: name === "width" || name === "height" ? LEAST / 100 : 0, max: 100, step: "any", inputMode: "decimal" });
  return element("div", { className: "field short" }, element("label", { htmlFor: input.id, textContent: label }), input);
}
