// Moves a block of the page, or an item within its list, past its neighbour; the selection goes along.
import { NodeSelection } from "prosemirror-state";

export function move(direction) {
  return (state, dispatch) => {
    const place = places(state.selection).find((one) => neighbour(one, direction));
    if (!place) return false;
    if (dispatch) dispatch(swapped(state.tr, place, direction).scrollIntoView());
    return true;
  };
}

// What may move: the item of a list, innermost first; then the block of the page.
function places(selection) {
  const { $from, $to } = selection;
  const found = [];
  for (let depth = $from.sharedDepth($to.pos); depth > 0; depth--) {
    if ($from.node(depth).type.name === "list_item" && !(selection instanceof NodeSelection)) found.push(place($from, $to, depth - 1));
  }
  return $from.index(0) < $from.node(0).childCount ? [...found, place($from, $to, 0)] : []; // behind everything stands nothing
}

function place($from, $to, depth) {
  const first = $from.index(depth);
  const last = $to.depth > depth ? $to.index(depth) : Math.max(first, $to.index(depth) - 1);
  return { parent: $from.node(depth), first, last, start: $from.posAtIndex(first, depth), end: $from.posAtIndex(last + 1, depth) };
}

function neighbour({ parent, first, last }, direction) {
  return parent.maybeChild(direction < 0 ? first - 1 : last + 1);
}

// The neighbour is taken out and put on the other side: so the selection needs no care.
function swapped(tr, at, direction) {
  const other = neighbour(at, direction);
  if (direction < 0) return tr.delete(at.start - other.nodeSize, at.start).insert(at.end - other.nodeSize, other);
  return tr.delete(at.end, at.end + other.nodeSize).insert(at.start, other);
}
