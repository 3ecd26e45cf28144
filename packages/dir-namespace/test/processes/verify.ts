import { ancestorsOf } from "../../src/model/object-id.ts";
import type { Row } from "../../src/model/row.ts";
import { type Change, changesOf, makerOf } from "./change.ts";
import type { Recorded } from "./event-log.ts";
import type { Replay, ReplayedVersion } from "./replay.ts";
import type { Writers } from "./writers.ts";

type Operations = ReadonlyMap<string, Recorded>;
type Visible = ReadonlyMap<string, Row>;

/**
 * Compares a catalog's versions with the results of its writers. The versions are the order of all operations (those of one version
 * are unrelated): each change that readers see is one operation, and each acknowledged operation is one change, at a version between
 * its start and its end; each rejection was justified at some version between the two.
 * @returns what is wrong, as sentences; empty if all is well
 */
export function verifyHistory(replay: Replay, operations: Operations, writers: Writers): string[] {
  const violations = [...replay.violations];
  const changes: Change[] = [];
  let before = replay.versions[0];
  for (const after of replay.versions.slice(1)) {
    const found = before ? changesOf(before, after, replay.removalKinds) : [];
    if ("wrong" in found) violations.push(found.wrong);
    else changes.push(...found);
    before = after;
  }
  const done = matchChanges(changes, operations, writers, violations);
  for (const operation of operations.values()) {
    const problem = done.has(operation.name) ? undefined : problemOf(operation, replay.versions, writers);
    if (problem) violations.push(`${describe(operation)}: ${problem}`);
  }
  return violations;
}

/** @returns the names of the operations that did something */
function matchChanges(
  changes: readonly Change[],
  operations: Operations,
  writers: Writers,
  violations: string[],
): ReadonlySet<string> {
  const done = new Set<string>();
  const byId = new Map<string, Recorded[]>();
  for (const recorded of operations.values()) {
    const { id } = recorded.operation;
    const same = byId.get(id) ?? [];
    same.push(recorded);
    byId.set(id, same);
  }
  for (const change of changes) {
    const found = change.made
      ? [operations.get(change.made)].filter((operation) => operation !== undefined)
      : (byId.get(change.id) ?? []);
    const candidates = found
      .filter((operation) => !done.has(operation.name) && canBe(operation, change, writers))
      // An operation with a result needs the change, and the one that ended first needs it most: later changes cannot be its own.
      .toSorted((left, right) => urgency(left) - urgency(right) || left.end - right.end);
    const [first] = candidates;
    if (first) done.add(first.name);
    else violations.push(`no operation can have made this change: ${describeChange(change)}`);
  }
  return done;
}

function canBe(recorded: Recorded, change: Change, writers: Writers): boolean {
  const { operation, start, end, result } = recorded;
  if (change.version <= start || change.version > end || operation.id !== change.id) return false;
  if (!change.kinds.includes(operation.kind) || operation.to !== change.to) return false;
  // A rejected operation did nothing; after 17 the outcome is unknown.
  if (result && result.code !== undefined && result.code !== 17) return false;
  if (change.removed !== undefined && result?.by !== undefined && result.by !== change.removed) return false;
  if (change.replaced === undefined || operation.mode === "overwrite") return true;
  return operation.kind === "createTable" && isDeclared(makerOf(change.replaced), writers);
}

function urgency({ result, end }: Recorded): number {
  return result?.code === undefined && result !== undefined ? end : Number.MAX_SAFE_INTEGER;
}

/** Whether what an operation made is a table without data. */
function isDeclared(maker: string | undefined, writers: Writers): boolean {
  return maker !== undefined && writers.has(maker) && writers.get(maker) === undefined;
}

/** Why an operation that changed nothing should have, or should not have been refused. */
function problemOf(
  recorded: Recorded,
  versions: readonly ReplayedVersion[],
  writers: Writers,
): string | undefined {
  const { operation, result, start, end } = recorded;
  if (result === undefined || result.code === 14 || result.code === 17) return undefined;
  const held = (holds: (visible: Visible) => boolean): boolean =>
    versions.slice(start, end + 1).some(({ visible }) => holds(visible));
  const ids = [operation.id, ...(operation.to === undefined ? [] : [operation.to])];
  const target = operation.to ?? operation.id;
  switch (result.code) {
    case undefined: {
      if (operation.mode !== "exist_ok") return "acknowledged, and changed nothing";
      const kept = held((visible) => {
        const row = visible.get(operation.id);
        return row !== undefined && makerOf(row) === result.by && !isDeclared(result.by, writers);
      });
      return kept ? undefined : `returned what ${result.by} made, which was not there`;
    }
    case 1: {
      const ofNamespace = operation.kind.endsWith("Namespace") && !operation.kind.startsWith("create");
      const needed = ids.flatMap((id) => (ofNamespace ? [...ancestorsOf(id), id] : ancestorsOf(id)));
      const missing = held((visible) => needed.some((id) => visible.get(id)?.kind !== "namespace"));
      return missing ? undefined : "refused for a missing namespace, and none was missing";
    }
    case 2:
    case 5: {
      const kind = result.code === 2 ? "namespace" : "table";
      return held((visible) => visible.get(target)?.kind === kind)
        ? undefined
        : `refused for a ${kind} of that name, and there was none`;
    }
    case 3: {
      const filled = held(
        (visible) =>
          visible.has(operation.id) && [...visible.keys()].some((id) => id.startsWith(`${operation.id}$`)),
      );
      return filled ? undefined : "refused because it holds something, and it did not";
    }
    case 4:
      return held((visible) => visible.get(operation.id)?.kind !== "table")
        ? undefined
        : "refused for a missing table, and it was there";
    case 13:
      // A registration of a folder that is not there; others take root folders away by dropping.
      if (operation.source?.location.endsWith(".lance")) return undefined;
      return `rejected with 13: ${recorded.message}`;
    default:
      return `rejected with ${result.code}: ${recorded.message}`;
  }
}

function describe({ name, operation, result, start, end }: Recorded): string {
  const text = `${operation.kind} ${operation.id}${operation.to === undefined ? "" : ` to ${operation.to}`}`;
  const mode = operation.mode === undefined ? "" : ` (${operation.mode})`;
  return `${name} ${text}${mode} ${result ? (result.code ?? "ok") : "killed"} in versions ${start} to ${end}`;
}

function describeChange({ version, kinds, id, to, made, removed, replaced }: Change): string {
  const parts = [to && `to ${to}`, made && `made by ${made}`, removed && `removed what ${removed} made`];
  const instead = replaced && `in place of what ${makerOf(replaced)} made`;
  return [`version ${version}`, kinds.join(" or "), id, ...parts, instead].filter(Boolean).join(" ");
}
