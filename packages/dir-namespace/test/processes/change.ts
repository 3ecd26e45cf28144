import { isBelow } from "../../src/protocol/object-id.ts";
import type { Row } from "../../src/protocol/row.ts";
import type { OperationKind } from "./operation.ts";
import type { ReplayedVersion } from "./replay.ts";

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

const MAKE_NAMESPACE: readonly OperationKind[] = ["createNamespace", "overwriteNamespace"];
const MAKE_TABLE: readonly OperationKind[] = [
  "createTable",
  "overwriteTable",
  "declareTable",
  "registerTable",
];

/** The one legal operation that a version may be, undefined if readers see no difference, or what is wrong. */
export function changeOf(
  before: ReplayedVersion,
  after: ReplayedVersion,
): Change | { readonly wrong: string } | undefined {
  const { version } = after.snapshot;
  const [was, now] = [before.visible, after.visible];
  const plus = [...now.values()].filter(({ id }) => !was.has(id));
  const minus = [...was.values()].filter(({ id }) => !now.has(id));
  const changed = [...now.values()].filter(
    (row) => was.has(row.id) && makerOf(was.get(row.id)) !== makerOf(row),
  );
  const wrong = {
    wrong: `version ${version} is no single operation: + ${ids(plus)} - ${ids(minus)} ~ ${ids(changed)}`,
  };
  const [made, ...moreMade] = [...plus, ...changed];
  if (moreMade.length > 0) return wrong;
  const top = minus.toSorted((left, right) => left.id.length - right.id.length)[0];
  if (made === undefined) return top && removal(after, minus, top, wrong);
  const id = made.id;
  const maker = makerOf(made);
  if (changed.length > 0) {
    const replaced = was.get(id);
    if (replaced?.kind !== made.kind) return wrong;
    if (made.kind === "table") {
      return minus.length > 0 ? wrong : { version, kinds: MAKE_TABLE, id, made: maker, replaced };
    }
    if (!minus.every((row) => isBelow(row.id, id))) return wrong;
    return { version, kinds: ["overwriteNamespace"], id, made: maker, replaced };
  }
  const hidden = before.snapshot.row(id);
  if (hidden) return { wrong: `version ${version}: ${id} appears from a row that did not exist` };
  if (top === undefined) {
    return { version, kinds: made.kind === "table" ? MAKE_TABLE : MAKE_NAMESPACE, id, made: maker };
  }
  const isRename =
    minus.length === 1 && made.kind === "table" && top.kind === "table" && makerOf(top) === maker;
  return isRename ? { version, kinds: ["renameTable"], id: top.id, to: id, removed: maker } : wrong;
}

/** The operation that made what a row stands for. */
export function makerOf(row: Row | undefined): string | undefined {
  return row?.properties["by"];
}

function removal(
  after: ReplayedVersion,
  minus: readonly Row[],
  top: Row,
  wrong: { readonly wrong: string },
): Change | { readonly wrong: string } {
  const { version } = after.snapshot;
  if (!minus.every((row) => row === top || isBelow(row.id, top.id))) return wrong;
  const state = after.snapshot.row(top.id)?.mark?.state;
  const change = { version, id: top.id, removed: makerOf(top) };
  if (top.kind === "table") {
    if (state === undefined) return { ...change, kinds: ["dropTable", "deregisterTable"] };
    if (state === "dead") return { ...change, kinds: ["dropTable"] };
    return state === "free" ? { ...change, kinds: ["deregisterTable"] } : wrong;
  }
  if (state === "dead") return { ...change, kinds: ["cascadeNamespace"] };
  return state === "drop" && minus.length === 1 ? { ...change, kinds: ["dropNamespace"] } : wrong;
}

function ids(rows: readonly Row[]): string {
  return `[${rows.map((row) => `${row.id} by ${makerOf(row)}`).join(", ")}]`;
}
