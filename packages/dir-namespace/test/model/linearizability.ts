import { type ModelStore, visible } from "./model-store.ts";
import { isDisturbance, type Task } from "./process.ts";
import { type Call, sameTree, specified, type Tree, treeKey } from "./specification.ts";

/** One operation as the outside saw it; times count steps. */
export interface Event {
  readonly task: Call;
  readonly index: number;
  readonly started?: number;
  readonly ended?: number;
  readonly result?: string | undefined;
}

/** Linearizability: some order fits real time, every result and the final tree. An operation that crashed may count or not. */
export function orderExists(tree: Tree, left: readonly Event[], final: Tree): boolean {
  const due = left.filter(({ result: reported }) => reported !== undefined && reported !== "14");
  if (due.length === 0 && sameTree(tree, final)) return true;
  return left.some((event) => {
    if (event.result === "14") return false;
    if (due.some((other) => other !== event && (other.ended ?? Infinity) < (event.started ?? 0)))
      return false;
    const outcome = specified(tree, event.task, `by ${event.index}`);
    const modelResult =
      event.task.do === "list" && outcome.result.startsWith("[") ? namesIn(outcome.result) : outcome.result;
    if (event.result !== undefined && event.result !== modelResult) return false;
    return orderExists(
      outcome.tree,
      left.filter((other) => other !== event),
      final,
    );
  });
}

function namesIn(resultText: string): string {
  return JSON.stringify((JSON.parse(resultText) as [string, string][]).map(([id]) => id).toSorted());
}

/**
 * Every single commit changes what readers see by exactly the operation of the process that made it, or not at all; one that
 * several share by some of theirs, one after the other.
 */
export function checkEffect(
  before: ModelStore,
  after: ModelStore,
  tasks: readonly (readonly [task: Task, index: number])[],
): string | undefined {
  const from = visible(before);
  const to = visible(after);
  if (Object.values(to).includes("LOST")) return `a table without its data: ${treeKey(to)}`;
  if (isExplained(from, to, tasks)) return undefined;
  return `one step changes the visible catalog oddly: ${treeKey(from)} -> ${treeKey(to)}`;
}

function isExplained(
  from: Tree,
  to: Tree,
  tasks: readonly (readonly [task: Task, index: number])[],
): boolean {
  if (sameTree(from, to)) return true;
  return tasks.some(
    (entry) =>
      !isDisturbance(entry[0]) &&
      isExplained(
        specified(from, entry[0], `by ${entry[1]}`).tree,
        to,
        tasks.filter((other) => other !== entry),
      ),
  );
}
