import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type ListName, listNames } from "../server/children.ts";
import { toFailure } from "../server/failure.ts";
import { announce } from "./announce.ts";
import { countText } from "./formats.ts";
import { reportSignIn } from "./sign-in.ts";
import { type NameList, newNode, type OpenNode, TreeRows } from "./tree-nodes.ts";

const root: Signal<OpenNode> = signal(newNode([]));

/** The lines of the tree. */
export const treeRows: ReadonlySignal<TreeRows> = computed(() => new TreeRows(root.value));

/** The line that the keyboard is on. */
export const activeRow: Signal<number> = signal(0);

/** Ends the loads of a tree that was replaced. */
let abort = new AbortController();

/** Loads the first level. */
export function startTree(): void {
  abort.abort();
  abort = new AbortController();
  root.value = newNode([]);
  loadBoth([]);
}

/** Whether a namespace is open. */
export function isOpen(path: readonly string[]): boolean {
  return nodeAt(root.peek(), path) !== undefined;
}

/** Opens a namespace, and those above it. */
export function open(path: readonly string[]): void {
  for (let length = 1; length <= path.length; length += 1) {
    const part = path.slice(0, length);
    if (isOpen(part)) continue;
    root.value = changed(root.peek(), part.slice(0, -1), (parent) => ({
      ...parent,
      open: new Map([...parent.open, [part.at(-1) ?? "", newNode(part)]]),
    }));
    loadBoth(part);
  }
}

export function close(path: readonly string[]): void {
  root.value = changed(root.peek(), path.slice(0, -1), (parent) => {
    const left = new Map(parent.open);
    left.delete(path.at(-1) ?? "");
    return { ...parent, open: left };
  });
}

/** Shows an object in the tree: opens the namespaces above it. */
export function reveal(path: readonly string[]): void {
  open(path.slice(0, -1));
}

/** Loads the names of a namespace again, after a change. */
export function reload(path: readonly string[]): void {
  if (!isOpen(path)) return;
  root.value = changed(root.peek(), path, (node) => ({
    ...node,
    namespaces: { ...node.namespaces, next: undefined, state: "unread" },
    tables: { ...node.tables, next: undefined, state: "unread" },
  }));
  loadBoth(path);
}

/** Loads the next page of a list, unless it is being loaded. */
export function loadMore(path: readonly string[], list: ListName): void {
  const found = nodeAt(root.peek(), path)?.[list];
  if (!found || found.state === "loading") return;
  // A line that asked for more may be drawn after the last page came.
  if (found.state === "read" && found.next === undefined && !found.failure) return;
  const token = found.state === "unread" ? null : (found.next ?? null);
  const isFirst = token === null;
  const load = {};
  // A list that is loaded again, or whose namespace was closed, does not take what an older request brings.
  const isCurrent = (): boolean => nodeAt(root.peek(), path)?.[list].load === load;
  update(path, list, (now) => ({ ...now, state: "loading", load, failure: undefined }));
  const { signal: stop } = abort;
  listNames(list, path, token, stop).then(
    ({ names, page_token: next }) => {
      if (stop.aborted || !isCurrent()) return;
      update(path, list, (now) => ({
        names: isFirst ? names : [...now.names, ...names],
        next: next || undefined,
        state: "read",
      }));
      if (!isFirst) announce(`${countText(names.length)} more ${list}.`);
    },
    (error: unknown) => {
      if (stop.aborted || !isCurrent()) return;
      const failure = toFailure(error);
      reportSignIn(failure, () => loadMore(path, list));
      // A server without namespaces below namespaces has none.
      const none = failure.kind === "notOffered";
      update(path, list, (now) => ({
        ...now,
        state: now.names.length === 0 && !none ? "unread" : "read",
        failure: none ? undefined : failure,
      }));
    },
  );
}

/** The names of tables and namespaces that are loaded below a path. */
export function loadedChildren(path: readonly string[]): OpenNode | undefined {
  return nodeAt(root.value, path);
}

function loadBoth(path: readonly string[]): void {
  loadMore(path, "namespaces");
  loadMore(path, "tables");
}

function update(path: readonly string[], list: ListName, change: (now: NameList) => NameList): void {
  root.value = changed(root.peek(), path, (node) => ({ ...node, [list]: change(node[list]) }));
}

function nodeAt(node: OpenNode, path: readonly string[]): OpenNode | undefined {
  let found: OpenNode | undefined = node;
  for (const name of path) found = found?.open.get(name);
  return found;
}

/** The tree with one node changed; the same tree if that node is closed. */
function changed(
  node: OpenNode,
  [name, ...rest]: readonly string[],
  change: (node: OpenNode) => OpenNode,
): OpenNode {
  if (name === undefined) return change(node);
  const child = node.open.get(name);
  if (!child) return node;
  return { ...node, open: new Map(node.open).set(name, changed(child, rest, change)) };
}
