import { navigate } from "../state/route.ts";
import { activeRow, close, loadMore, open, treeRows } from "../state/tree.ts";
import type { TreeRow } from "../state/tree-nodes.ts";

let typed = "";
let typedAt = 0;
/** After this pause, typing begins a new word. */
const typingPauseMs = 700;

/** Moves through the tree by the keys of the WAI-ARIA pattern. */
export function moveInTree(event: KeyboardEvent, pageRows: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = treeRows.peek();
  const active = Math.min(activeRow.peek(), rows.count - 1);
  const row = rows.at(active);
  const step = stepOf(event.key, Math.max(1, pageRows - 1), rows.count);
  if (step !== undefined) {
    activeRow.value = Math.max(0, Math.min(rows.count - 1, active + step));
  } else if (event.key === "ArrowRight") {
    if (row?.kind === "namespace" && !row.isOpen) open(row.path);
    else if (row?.kind === "namespace") activeRow.value = Math.min(rows.count - 1, active + 1);
  } else if (event.key === "ArrowLeft") {
    if (row?.kind === "namespace" && row.isOpen) close(row.path);
    else if (row) toParent(row);
  } else if (event.key === "Enter" || event.key === " ") {
    if (row) activate(row);
  } else if (event.key === "*") {
    if (row) openSiblings(row);
  } else if (event.key.length === 1 && event.key !== "/" && event.key !== "?") {
    typeAhead(event.key, active);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

function stepOf(key: string, page: number, count: number): number | undefined {
  return { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -count, End: count }[key];
}

/** Shows an object in the page; a namespace also opens. The line at the end of a list loads more of it. */
export function activate(row: TreeRow): void {
  if ("list" in row) {
    if (row.kind !== "empty") loadMore(row.path, row.list);
    return;
  }
  if (row.kind === "namespace") open(row.path);
  navigate({ kind: row.kind, path: row.path, params: {} });
}

function toParent(row: TreeRow): void {
  const isObject = row.kind === "namespace" || row.kind === "table";
  const parent = treeRows.peek().indexOf(isObject ? row.path.slice(0, -1) : row.path, "namespace");
  if (parent >= 0) activeRow.value = parent;
}

/** Opens what is beside a line; at most as many as can be seen. */
function openSiblings(row: TreeRow): void {
  const rows = treeRows.peek();
  const parent = JSON.stringify(row.path.slice(0, -1));
  const paths: (readonly string[])[] = [];
  for (let index = 0; index < rows.count && paths.length < 50; index += 1) {
    const other = rows.at(index);
    if (other?.kind === "namespace" && JSON.stringify(other.path.slice(0, -1)) === parent)
      paths.push(other.path);
  }
  for (const path of paths) open(path);
}

/** Finds the next line whose name begins with what was typed. */
function typeAhead(letter: string, active: number): void {
  const now = performance.now();
  typed = now - typedAt > typingPauseMs ? letter : typed + letter;
  typedAt = now;
  const rows = treeRows.peek();
  const start = typed.length === 1 ? 1 : 0;
  const prefix = typed.toLowerCase();
  for (let offset = start; offset < rows.count + start; offset += 1) {
    const index = (active + offset) % rows.count;
    const row = rows.at(index);
    const isObject = row?.kind === "namespace" || row?.kind === "table";
    if (!isObject || !row.path.at(-1)?.toLowerCase().startsWith(prefix)) continue;
    activeRow.value = index;
    return;
  }
}
