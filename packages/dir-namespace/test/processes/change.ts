import type { Row } from "../../src/model/row.ts";
import { isBelow } from "../support/is-below.ts";
import type { OperationKind } from "./operation.ts";
import type { RemovalKinds, ReplayedVersion } from "./replay.ts";

/** How one version differs, for readers, from the one before. */
export interface Change {
  readonly version: number;
  /** What can have done it. */
  readonly kinds: readonly OperationKind[];
  readonly id: string;
  readonly to?: string | undefined;
  /** For what was made: the operation whose property it carries. */
  readonly made?: string | undefined;
  /** For what was removed: the operation that had made it. */
  readonly removed?: string | undefined;
  /** The row that a made one replaced. */
  readonly replaced?: Row | undefined;
}

const makeNamespace: readonly OperationKind[] = ["createNamespace", "overwriteNamespace"];
const makeTable: readonly OperationKind[] = [
  "createTable",
  "overwriteTable",
  "declareTable",
  "registerTable",
];

/**
 * The legal operations that a version may be, in any order, or what is wrong. There are several where callers shared a commit:
 * of one kind, and none about an object above or below that of another.
 */
export function changesOf(
  before: ReplayedVersion,
  after: ReplayedVersion,
  removalKinds: RemovalKinds,
): readonly Change[] | { readonly wrong: string } {
  const { version } = after.snapshot;
  const [was, now] = [before.visible, after.visible];
  const plus = [...now.values()].filter(({ id }) => !was.has(id));
  const minus = [...was.values()].filter(({ id }) => !now.has(id));
  const changed = [...now.values()].filter(
    (row) => was.has(row.id) && makerOf(was.get(row.id)) !== makerOf(row),
  );
  const wrong = {
    wrong: `version ${version} is not a set of unrelated operations: + ${ids(plus)} - ${ids(minus)} ~ ${ids(changed)}`,
  };
  const changes: Change[] = [];
  for (const row of plus) {
    if (before.snapshot.row(row.id)) {
      return { wrong: `version ${version}: ${row.id} appears from a row that did not exist` };
    }
    changes.push({ version, kinds: makingOf(row), id: row.id, made: makerOf(row) });
  }
  if (plus.length > 0 && minus.length + changed.length > 0) {
    const renames = plus.flatMap((row) => {
      const gone = minus.find((other) => makerOf(other) === makerOf(row));
      return renameOf(version, row, gone) ?? [];
    });
    const isAll = renames.length === plus.length && plus.length === minus.length && changed.length === 0;
    return isAll ? renames : wrong;
  }
  for (const row of changed) {
    const replaced = was.get(row.id);
    if (replaced?.kind !== row.kind) return wrong;
    if ([...now.keys()].some((id) => isBelow(id, row.id))) return wrong;
    const kinds = row.kind === "table" ? makeTable : (["overwriteNamespace"] as const);
    changes.push({ version, kinds, id: row.id, made: makerOf(row), replaced });
  }
  const isCovered = ({ id }: Row): boolean =>
    changed.some((row) => row.kind === "namespace" && isBelow(id, row.id)) ||
    minus.some((row) => row.kind === "namespace" && isBelow(id, row.id));
  for (const top of minus.filter((row) => !isCovered(row))) {
    const kinds = removalKinds(after, top, minus.filter(({ id }) => isBelow(id, top.id)).length);
    if (kinds === undefined) return wrong;
    changes.push({ version, kinds, id: top.id, removed: makerOf(top) });
  }
  const related = changes.some(({ id }) => changes.some((other) => isBelow(other.id, id)));
  return related ? wrong : changes;
}

/** The operation that made the object of a row. */
export function makerOf(row: Row | undefined): string | undefined {
  return row?.properties["by"];
}

function makingOf({ kind }: Row): readonly OperationKind[] {
  return kind === "table" ? makeTable : makeNamespace;
}

function renameOf(version: number, made: Row | undefined, gone: Row | undefined): Change | undefined {
  if (made?.kind !== "table" || gone?.kind !== "table" || makerOf(gone) !== makerOf(made)) return undefined;
  return { version, kinds: ["renameTable"], id: gone.id, to: made.id, removed: makerOf(gone) };
}

function ids(rows: readonly Row[]): string {
  return `[${rows.map((row) => `${row.id} by ${makerOf(row)}`).join(", ")}]`;
}
