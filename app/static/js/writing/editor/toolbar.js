// The tools above the text. One stop for Tab; the arrows go from tool to tool.
import { redo, redoDepth, undo, undoDepth } from "prosemirror-history";
import { Plugin } from "prosemirror-state";
import { describe, selectedFigure } from "./figures.js";
import { addFootnote } from "./footnotes.js";
import { around, bold, heading, isHeading, italic, list, mayLink, quote } from "./keys.js";
import { move } from "./moving.js";
import { schema } from "./schema.js";
import * as tables from "./tables.js";

const { nodes, marks } = schema;

const TOOLS = {
  heading: { run: heading(2), on: (state) => isHeading(state, 2) },
  subheading: { run: heading(3), on: (state) => isHeading(state, 3) },
  bold: { run: bold, on: (state) => has(state, marks.strong) },
  italic: { run: italic, on: (state) => has(state, marks.em) },
  bullets: { run: list(nodes.bullet_list), on: (state) => around(state, nodes.bullet_list, nodes.ordered_list)?.node.type === nodes.bullet_list },
  numbers: { run: list(nodes.ordered_list), on: (state) => around(state, nodes.bullet_list, nodes.ordered_list)?.node.type === nodes.ordered_list },
  quote: { run: quote, on: (state) => Boolean(around(state, nodes.blockquote)) },
  link: { panel: "link", able: mayLink, on: (state) => has(state, marks.link) },
  figure: { panel: "figure" },
  table: { run: tables.addTable },
  footnote: { run: addFootnote },
  undo: { run: undo, able: (state) => undoDepth(state) > 0 },
  redo: { run: redo, able: (state) => redoDepth(state) > 0 },
  "row-more": { run: tables.addRowAfter }, "column-more": { run: tables.addColumnAfter },
  "row-less": { run: tables.deleteRow }, "column-less": { run: tables.deleteColumn }, "table-less": { run: tables.deleteTable },
  up: { run: move(-1) }, down: { run: move(1) },
  describe: { run: describe, away: true },
  "figure-less": { run: (state, dispatch) => (dispatch?.(state.tr.deleteSelection()), true) },
};
const GROUPS = { table: tables.isInTable, figure: selectedFigure }; // shown where they apply

export function has(state, type) {
  const { from, to, empty, $from } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
}

export function toolbar(bar, open) {
  const buttons = [...bar.querySelectorAll("button")];
  const tools = buttons.filter((button) => TOOLS[button.dataset.do]);
  return new Plugin({
    view(view) {
      const heard = new AbortController();
      const listen = (name, act) => bar.addEventListener(name, act, { signal: heard.signal });
      listen("mousedown", (press) => { if (press.target.closest("button")) press.preventDefault(); }); // the text keeps the focus
      listen("click", (press) => use(press.target.closest("button"), view, open));
      listen("keydown", (press) => walk(press, buttons));
      listen("focusin", (gained) => rove(buttons, gained.target));
      const show = () => draw(bar, tools, buttons, view);
      show();
      return { update: show, destroy: () => heard.abort() };
    },
  });
}

function use(button, view, open) {
  const tool = TOOLS[button?.dataset.do];
  if (!tool || button.getAttribute("aria-disabled") === "true") return;
  if (tool.panel) return open(tool.panel, view);
  tool.run(view.state, view.dispatch, view);
  if (!tool.away) view.focus();
}

function draw(bar, tools, buttons, view) {
  const { state } = view;
  for (const group of bar.querySelectorAll("[data-when]")) group.hidden = !GROUPS[group.dataset.when](state);
  for (const button of tools) {
    const { run, on, able = run } = TOOLS[button.dataset.do];
    if (on) button.setAttribute("aria-pressed", String(on(state)));
    button.setAttribute("aria-disabled", String(!view.editable || Boolean(able && !able(state))));
  }
  if (!reachable(buttons).some((button) => button.tabIndex === 0)) rove(buttons, reachable(buttons)[0]);
}

function reachable(buttons) {
  return buttons.filter((button) => !button.closest("[hidden]"));
}

function rove(buttons, one) {
  if (buttons.includes(one)) buttons.forEach((button) => { button.tabIndex = button === one ? 0 : -1; });
}

function walk(press, buttons) {
  const here = reachable(buttons);
  const at = here.indexOf(press.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: here.length - 1 }[press.key];
  if (at < 0 || to === undefined) return;
  press.preventDefault();
  here.at(to % here.length).focus();
}
