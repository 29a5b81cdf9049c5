// Keys, and signs that become formatting while one types.
import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { InputRule, inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { Plugin } from "prosemirror-state";
import { goToNextCell } from "prosemirror-tables";
import { key } from "./dialect.js";
import { follow } from "./footnotes.js";
import { move } from "./moving.js";
import { schema } from "./schema.js";
import { down, isInTable } from "./tables.js";

const { nodes, marks } = schema;

export const bold = toggleMark(marks.strong);
export const italic = toggleMark(marks.em);

export function heading(level) {
  return (state, dispatch) => setBlockType(...(isHeading(state, level) ? [nodes.paragraph] : [nodes.heading, { level }]))(state, dispatch);
}

export function isHeading(state, level) {
  const { parent } = state.selection.$from;
  return parent.type === nodes.heading && parent.attrs.level === level;
}

// The innermost list, or quotation, around the selection.
export function around(state, ...types) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) if (types.includes($from.node(depth).type)) return { node: $from.node(depth), pos: $from.before(depth), depth };
  return null;
}

// Makes a list, turns one kind into the other, or makes paragraphs of it again.
export function list(type) {
  return (state, dispatch) => {
    const own = around(state, nodes.bullet_list, nodes.ordered_list);
    if (!own) return wrapInList(type, { tight: true })(state, dispatch);
    if (own.node.type === type) return liftListItem(nodes.list_item)(state, dispatch);
    dispatch?.(state.tr.setNodeMarkup(own.pos, type, { tight: own.node.attrs.tight }));
    return true;
  };
}

export function quote(state, dispatch) {
  const own = around(state, nodes.blockquote);
  if (!own) return wrapIn(nodes.blockquote)(state, dispatch);
  dispatch?.(state.tr.replaceWith(own.pos, own.pos + own.node.nodeSize, own.node.content).scrollIntoView());
  return true;
}

function lineBreak(state, dispatch) {
  if (isInTable(state)) return true; // a cell is one line
  if (!state.selection.$from.parent.type.contentMatch.matchType(nodes.hard_break)) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

export function mayLink(state) {
  return state.selection.$from.parent.inlineContent && state.selection.$from.parent.type.allowsMarkType(marks.link);
}

export function keys({ link }) {
  return [
    keymap({
      "Mod-b": bold, "Mod-i": italic, "Mod-k": link, "Mod-z": undo, "Shift-Mod-z": redo, "Mod-y": redo,
      "Mod-Alt-2": heading(2), "Mod-Alt-3": heading(3), "Mod-Shift-7": list(nodes.ordered_list), "Mod-Shift-8": list(nodes.bullet_list), "Mod-Shift-9": quote,
      Backspace: undoInputRule, "Alt-ArrowUp": move(-1), "Alt-ArrowDown": move(1),
      Enter: chainCommands(down, splitListItem(nodes.list_item)),
      "Shift-Enter": chainCommands(exitCode, lineBreak), "Mod-Enter": chainCommands(exitCode, follow, lineBreak),
      Tab: chainCommands(goToNextCell(1), sinkListItem(nodes.list_item)),
      "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
    }),
    keymap(baseKeymap),
  ];
}

// Escape lets go: the next Tab leaves the text, also from a list or a table.
export function leaving(tell) {
  let let_go = false;
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown(view, event) {
          if (event.key === "Escape" && (isInTable(view.state) || around(view.state, nodes.list_item))) tell("Tab now leaves the text.");
          const leaves = event.key === "Tab" && let_go;
          if (event.key !== "Shift") let_go = event.key === "Escape";
          return leaves;
        },
        blur() { let_go = false; return false; },
      },
    },
  });
}

export function typed() {
  return inputRules({
    rules: [
      wrappingInputRule(/^\s*[-+*]\s$/, nodes.bullet_list),
      wrappingInputRule(/^(\d{1,4})[.)]\s$/, nodes.ordered_list, (match) => ({ order: Number(match[1]) }), (match, node) => node.childCount + node.attrs.order === Number(match[1])),
      wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
      textblockTypeInputRule(/^(#{1,6})\s$/, nodes.heading, (match) => ({ level: Math.max(match[1].length, 2) })),
      textblockTypeInputRule(/^```$/, nodes.code_block),
      new InputRule(/^!\[\[[a-z0-9-]+\]\]$/, figureTyped),
      marked(/(?:^|[\s(“"'])(\*\*|__)([^\s*_](?:[^*_]*[^\s*_])?)\1$/, () => marks.strong.create()),
      marked(/(?:^|[\s(“"'])([*_])([^\s*_](?:[^*_]*[^\s*_])?)\1$/, () => marks.em.create()),
      marked(/()\[([^[\]]+)\]\(((?:https?:\/\/|mailto:)[^\s()]+)\)$/, (match) => marks.link.create({ href: match[3] })),
    ],
  });
}

// `match[2]` are the words that stay, with the mark; the signs around them go.
function marked(pattern, mark) {
  return new InputRule(pattern, (state, match, start, end) => {
    const { parent } = state.selection.$from;
    const made = mark(match);
    if (!parent.type.allowsMarkType(made.type)) return null;
    const from = start + match[0].indexOf(match[1] ? match[1] + match[2] : `[${match[2]}`);
    const lead = from + (match[1].length || 1);
    return state.tr.delete(lead + match[2].length, end).delete(from, lead).addMark(from, from + match[2].length, made).removeStoredMark(made);
  });
}

function figureTyped(state, match, start, end) {
  const $start = state.doc.resolve(start);
  const name = key(match[0]);
  if (!name || $start.depth !== 1 || $start.parent.type !== nodes.paragraph) return null;
  return state.tr.delete(start, end).replaceWith($start.before(1), $start.before(1) + 2, [nodes.figure.create({ key: name }), nodes.paragraph.create()]);
}
