// Tables as Markdown has them: the first row is the head, no cell spans another.
import { Plugin, Selection, TextSelection } from "prosemirror-state";
import { isInTable, selectedRect, tableEditing } from "prosemirror-tables";
import { schema } from "./schema.js";

const { table, table_row, table_cell, table_header, paragraph, footnote } = schema.nodes;
const SIZE = 3;

export { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable } from "prosemirror-tables";

export function tables() {
  return [tableEditing(), new Plugin({ appendTransaction: (changes, _old, state) => (changes.some((tr) => tr.docChanged) ? headed(state) : null) })];
}

function headed(state) {
  const tr = state.tr;
  state.doc.descendants((node, pos) => {
    if (node.type !== table) return !node.isTextblock;
    node.forEach((row, offset, at) => row.forEach((cell, inRow) => {
      const wanted = at ? table_cell : table_header;
      const { colspan, rowspan } = cell.attrs;
      if (cell.type !== wanted || colspan > 1 || rowspan > 1) tr.setNodeMarkup(pos + 2 + offset + inRow, wanted, { ...cell.attrs, colspan: 1, rowspan: 1 });
    }));
    return false;
  });
  return tr.docChanged ? tr : null;
}

export function addTable(state, dispatch) {
  if (isInTable(state)) return false;
  if (!dispatch) return true;
  const row = (type) => table_row.create(null, Array.from({ length: SIZE }, () => type.create()));
  const made = table.create(null, [row(table_header), ...Array.from({ length: SIZE - 1 }, () => row(table_cell))]);
  const tr = state.tr;
  const pos = putBlock(tr, made);
  dispatch(tr.setSelection(TextSelection.create(tr.doc, pos + 3)).scrollIntoView());
  return true;
}

// Puts a block behind the block of the page in which the selection ends, or in its place when it is empty. Gives its place.
export function putBlock(tr, node) {
  const $to = aboveNotes(tr.doc, tr.selection.$to);
  const own = $to.depth ? $to.node(1) : null;
  const empty = own?.type === paragraph && !own.content.size;
  const pos = empty ? $to.before(1) : $to.depth ? $to.after(1) : $to.pos;
  tr.replaceWith(pos, empty ? $to.after(1) : pos, node);
  if (pos + node.nodeSize === tr.doc.content.size) tr.insert(pos + node.nodeSize, paragraph.create());
  return pos;
}

function aboveNotes(doc, $pos) {
  if ($pos.depth === 0 || $pos.node(1).type !== footnote) return $pos;
  let first = 0;
  while (doc.nodeAt(first).type !== footnote) first += doc.nodeAt(first).nodeSize;
  return doc.resolve(first);
}

// Enter goes one cell down, and from the last row out of the table.
export function down(state, dispatch) {
  if (!isInTable(state)) return false;
  const rect = selectedRect(state);
  const next = rect.bottom < rect.map.height;
  if (!dispatch) return true;
  const tr = state.tr;
  if (next) {
    const cell = rect.tableStart + rect.map.map[rect.bottom * rect.map.width + rect.left];
    return dispatch(tr.setSelection(TextSelection.create(tr.doc, cell + 1 + tr.doc.nodeAt(cell).content.size)).scrollIntoView()), true;
  }
  const after = rect.tableStart + rect.table.nodeSize - 1;
  if (tr.doc.resolve(after).nodeAfter?.type !== paragraph) tr.insert(after, paragraph.create());
  dispatch(tr.setSelection(Selection.near(tr.doc.resolve(after + 1))).scrollIntoView());
  return true;
}
