import type { Failure } from "../server/failure.ts";

/** The names of one kind below a namespace, as far as they are loaded. */
export interface NameList {
  readonly names: readonly string[];
  /** Where the next page begins; undefined when all names are loaded. */
  readonly next: string | undefined;
  readonly state: "unread" | "loading" | "read";
  /** Which load is under way; a later one has another. */
  readonly load?: object;
  readonly failure?: Failure | undefined;
}

/** An open namespace: its children, and which of them are open. */
export interface OpenNode {
  readonly path: readonly string[];
  readonly namespaces: NameList;
  readonly tables: NameList;
  readonly open: ReadonlyMap<string, OpenNode>;
}

export const unread: NameList = { names: [], next: undefined, state: "unread" };

export function newNode(path: readonly string[]): OpenNode {
  return { path, namespaces: unread, tables: unread, open: new Map() };
}

/** A line of the tree. */
export type TreeRow =
  | {
      readonly kind: "namespace" | "table";
      readonly path: readonly string[];
      readonly level: number;
      readonly isOpen: boolean;
      readonly position: number;
      /** How many siblings there are; undefined while some are not loaded. */
      readonly siblings: number | undefined;
    }
  | EndOfList;

/** The line after the names of a list that is not complete, or after none. */
export interface EndOfList {
  readonly kind: "more" | "empty" | "failed";
  readonly path: readonly string[];
  readonly list: "namespaces" | "tables";
  readonly level: number;
  readonly failure?: Failure | undefined;
}

/** Rows that follow each other, made when they are needed: a namespace with a million tables is one run. */
interface Run {
  readonly start: number;
  readonly count: number;
  row(index: number): TreeRow;
}

/** The lines of an open tree, by number. */
export class TreeRows {
  readonly count: number;
  readonly #runs: readonly Run[];

  constructor(root: OpenNode) {
    const runs: Run[] = [];
    let start = 0;
    const add = (count: number, row: (index: number) => TreeRow): void => {
      if (count === 0) return;
      runs.push({ start, count, row });
      start += count;
    };
    addChildren(root, 1, add);
    this.#runs = runs;
    this.count = start;
  }

  /** The line at an index below `count`. */
  at(index: number): TreeRow | undefined {
    let [low, high] = [0, this.#runs.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const run = this.#runs[middle];
      if (!run) return undefined;
      if (index < run.start) high = middle - 1;
      else if (index >= run.start + run.count) low = middle + 1;
      else return run.row(index - run.start);
    }
    return undefined;
  }

  /** The line of an object; -1 when it is not shown. */
  indexOf(path: readonly string[], kind: "namespace" | "table"): number {
    const name = path.at(-1);
    for (const run of this.#runs) {
      const first = run.row(0);
      if (first.path.length !== path.length || first.kind !== kind) continue;
      if (JSON.stringify(first.path.slice(0, -1)) !== JSON.stringify(path.slice(0, -1))) continue;
      for (let index = 0; index < run.count; index += 1)
        if (run.row(index).path.at(-1) === name) return run.start + index;
    }
    return -1;
  }
}

type Add = (count: number, row: (index: number) => TreeRow) => void;

function addChildren(node: OpenNode, level: number, add: Add): void {
  const { path, namespaces, tables, open } = node;
  const isComplete = namespaces.next === undefined && tables.next === undefined;
  const siblings = isComplete ? namespaces.names.length + tables.names.length : undefined;
  const closed = (from: number, to: number): void =>
    add(to - from, (index) => ({
      kind: "namespace",
      path: [...path, namespaces.names[from + index] ?? ""],
      level,
      isOpen: false,
      position: from + index + 1,
      siblings,
    }));
  let from = 0;
  const opened = [...open.values()]
    .map((child) => ({ child, at: namespaces.names.indexOf(child.path.at(-1) ?? "") }))
    .filter(({ at }) => at >= 0)
    .toSorted((left, right) => left.at - right.at);
  for (const { child, at } of opened) {
    closed(from, at);
    add(1, () => ({ kind: "namespace", path: child.path, level, isOpen: true, position: at + 1, siblings }));
    addChildren(child, level + 1, add);
    from = at + 1;
  }
  closed(from, namespaces.names.length);
  addEnd(node, "namespaces", level, add);
  add(tables.names.length, (index) => ({
    kind: "table",
    path: [...path, tables.names[index] ?? ""],
    level,
    isOpen: false,
    position: namespaces.names.length + index + 1,
    siblings,
  }));
  addEnd(node, "tables", level, add);
  if (siblings === 0 && namespaces.state === "read" && tables.state === "read" && !failureOf(node))
    add(1, () => ({ kind: "empty", path, list: "tables", level }));
}

/** A line that loads the next page when it comes into view, or that says why it cannot. */
function addEnd(node: OpenNode, list: "namespaces" | "tables", level: number, add: Add): void {
  const { next, failure, state } = node[list];
  const { path } = node;
  if (failure) add(1, () => ({ kind: "failed", path, list, level, failure }));
  else if (next !== undefined || state !== "read") add(1, () => ({ kind: "more", path, list, level }));
}

function failureOf({ namespaces, tables }: OpenNode): Failure | undefined {
  return namespaces.failure ?? tables.failure;
}
