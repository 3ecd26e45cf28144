import { createHash } from "node:crypto";
import { isOurs } from "../../src/protocol/row.ts";
import type { Reply, Step } from "../../src/protocol/step.ts";
import { orderExists } from "./linearizability.ts";
import { apply, type ModelSnapshot, type ModelStore, visible } from "./model-store.ts";
import { isDisturbance, perform, resume, type Stepping, type Task } from "./process.ts";
import { type Operation, sameTree, specified, type Tree, treeKey } from "./specification.ts";

export interface Scenario {
  readonly name: string;
  /** Operations that ran before, one after the other. */
  readonly before: readonly Operation[];
  /** Operations that run at once. */
  readonly at_once: readonly Task[];
  /** A folder that somebody registers. */
  readonly folder?: string;
}

export interface CheckOptions extends Stepping {
  readonly crashes: number;
  readonly states: number;
}

export interface Report {
  readonly states: number;
  readonly ends: number;
  /** The search stopped at the limit with nothing found so far. */
  readonly cut: boolean;
  readonly problem?: { readonly why: string; readonly trace: readonly string[] };
  /** How often each operation ended how: a scenario in which nobody ever meets anybody tests nothing. */
  readonly outcomes: ReadonlyMap<string, number>;
}

interface Process {
  readonly status: "waiting" | "running" | "done" | "crashed";
  readonly replies: readonly Reply[];
  readonly seen: ModelSnapshot;
  readonly started?: number;
  readonly ended?: number;
  readonly answer?: string;
  readonly key: string;
}

interface State {
  readonly store: ModelStore;
  readonly processes: readonly Process[];
  readonly clock: number;
  readonly crashes: number;
  readonly trace: readonly string[];
}

const defaults: CheckOptions = { crashes: 1, states: 200_000, storage: apply, tamper: (step) => step };

/** Tries every interleaving of the scenario's operations at their storage steps, with crashes between any two. */
export function check(scenario: Scenario, initial: ModelStore, options: Partial<CheckOptions> = {}): Report {
  const settings = { ...defaults, ...options };
  const work = scenario.at_once;
  const first = prepare(scenario, initial, settings);
  const startTree = visible(first);
  const waiting: Process = { status: "waiting", replies: [], seen: first.snapshot, key: "" };
  const stack: State[] = [
    { store: first, processes: work.map(() => waiting), clock: 0, crashes: 0, trace: [] },
  ];
  const visited = new Set<string>();
  const outcomes = new Map<string, number>();
  const verdictCache = new Map<string, string | undefined>();
  let states = 0;
  let ends = 0;
  for (let state = stack.pop(); state; state = stack.pop()) {
    if (++states > settings.states) return { states, ends, cut: true, outcomes };
    const live = state.processes.flatMap(({ status }, index) =>
      status === "waiting" || status === "running" ? [index] : [],
    );
    if (live.length === 0) {
      ends++;
      const why = judgeEnd(state, startTree, work, settings, verdictCache);
      if (why) return { states, ends, cut: false, problem: { why, trace: state.trace }, outcomes };
      for (const [index, process] of state.processes.entries()) {
        const label = `${describe(work[index])} = ${process.answer ?? "crashed"}`;
        outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
      }
      continue;
    }
    for (const index of live) {
      const successor = advance(state, index, work, settings);
      if (successor.problem) {
        return {
          states,
          ends,
          cut: false,
          problem: { why: successor.problem, trace: successor.state.trace },
          outcomes,
        };
      }
      const crashed = crash(state, index, work[index], settings);
      for (const next of crashed ? [successor.state, crashed] : [successor.state]) {
        const key = stateKey(next);
        if (visited.has(key)) continue;
        visited.add(key);
        stack.push(next);
      }
    }
  }
  return { states, ends, cut: false, outcomes };
}

function advance(
  state: State,
  index: number,
  work: Scenario["at_once"],
  settings: CheckOptions,
): { state: State; problem?: string } {
  const process = state.processes[index]!;
  const task = work[index]!;
  const next = resume(task, index, process.replies, settings);
  if (!("step" in next)) throw new Error("a live process has a next step");
  const applied = perform(state.store, next.step, process, index, task, settings);
  const replies = [...process.replies, applied.reply];
  const seen = applied.reply.snapshot as ModelSnapshot;
  const clock = state.clock + 1;
  const after = resume(task, index, replies, settings);
  const answered = process.answer ?? ("end" in after ? after.end : after.answer);
  const digest = createHash("md5").update(
    `${process.key}|${seen.key}|${applied.reply.count}|${applied.reply.folder}`,
  );
  const updated: Process = {
    status: "end" in after ? "done" : "running",
    replies,
    seen,
    started: process.started ?? clock,
    ...(answered !== undefined && { answer: answered, ended: process.ended ?? clock }),
    key: digest.digest("hex"),
  };
  const trace = [
    ...state.trace,
    `${index} ${describe(task)}: ${text(next.step)} -> ${applied.reply.count}${"end" in after ? ` = ${after.end}` : ""}`,
  ];
  const processes = state.processes.with(index, updated);
  const problem = judgeStep(state.store, applied.store, task, index);
  return {
    state: { store: applied.store, processes, clock, crashes: state.crashes, trace },
    ...(problem && { problem }),
  };
}

function crash(
  state: State,
  index: number,
  task: Task | undefined,
  settings: CheckOptions,
): State | undefined {
  const process = state.processes[index]!;
  const isOperation = task !== undefined && task.do !== "compact" && task.do !== "renumber";
  if (process.status !== "running" || state.crashes >= settings.crashes || !isOperation) return undefined;
  return {
    ...state,
    crashes: state.crashes + 1,
    processes: state.processes.with(index, { ...process, status: "crashed", replies: [] }),
    trace: [...state.trace, `${index} CRASH`],
  };
}

/** Every single commit changes what readers see by exactly the operation of the process that made it, or not at all. */
function judgeStep(before: ModelStore, after: ModelStore, task: Task, index: number): string | undefined {
  const from = visible(before);
  const to = visible(after);
  if (Object.values(to).includes("LOST")) return `a table without its data: ${treeKey(to)}`;
  if (sameTree(from, to)) return undefined;
  if (!isDisturbance(task) && sameTree(specified(from, task, `by ${index}`).tree, to)) return undefined;
  return `one step changes the visible catalog oddly: ${treeKey(from)} -> ${treeKey(to)}`;
}

function judgeEnd(
  state: State,
  startTree: Tree,
  work: Scenario["at_once"],
  settings: CheckOptions,
  cache: Map<string, string | undefined>,
): string | undefined {
  const before = visible(state.store);
  const store = runAlone(state.store, { do: "recover" }, 9, { ...settings, tamper: (step) => step });
  if (!sameTree(before, visible(store)))
    return `recovery changes the visible catalog: ${treeKey(before)} -> ${treeKey(visible(store))}`;
  const left = [...store.snapshot.rows.values()].filter(
    (row) => row.mark !== undefined || (isOurs(row) && !store.snapshot.rowExists(row)),
  );
  if (left.length > 0) return `left after recovery: ${left.map((row) => row.id).join()}`;
  const history = state.processes.flatMap((process, index) => {
    const task = work[index]!;
    return isDisturbance(task) || process.started === undefined ? [] : [{ task, index, ...process }];
  });
  const key = JSON.stringify([
    before,
    history.map(({ index, started, ended, answer: given }) => [index, started, ended, given]),
  ]);
  if (!cache.has(key))
    cache.set(
      key,
      orderExists(startTree, history, before) ? undefined : `no order of the operations explains ${key}`,
    );
  return cache.get(key);
}

function prepare(scenario: Scenario, initial: ModelStore, settings: CheckOptions): ModelStore {
  let store = initial;
  if (scenario.folder !== undefined) {
    store = { ...store, folders: new Map(store.folders).set(scenario.folder, "registered") };
  }
  for (const [index, operation] of scenario.before.entries()) {
    store = runAlone(store, operation, 100 + index, { ...settings, storage: apply, tamper: (step) => step });
  }
  return store;
}

function runAlone(initial: ModelStore, task: Task, index: number, settings: CheckOptions): ModelStore {
  let store = initial;
  let seen = store.snapshot;
  const replies: Reply[] = [];
  for (let steps = 0; steps < 300; steps++) {
    const next = resume(task, index, replies, settings);
    if ("end" in next) {
      if (next.end !== "ok") throw new Error(`${describe(task)} alone ended with ${next.end}`);
      return store;
    }
    const applied = perform(store, next.step, { seen, replies }, index, task, settings);
    store = applied.store;
    seen = applied.reply.snapshot as ModelSnapshot;
    replies.push(applied.reply);
  }
  throw new Error(`${describe(task)} does not end`);
}

function stateKey(state: State): string {
  const folders = [...state.store.folders].toSorted().join();
  const processes = state.processes.map(({ status, key, started, ended, answer: given }) => [
    status,
    key,
    started === undefined,
    ended !== undefined,
    given,
  ]);
  // Of the clock only the order of starts and ends matters.
  const order = state.processes.flatMap(
    ({ started, ended }, index) =>
      [
        [started ?? -1, `s${index}`],
        [ended ?? -1, `e${index}`],
      ] as const,
  );
  const times = order
    .filter(([time]) => time >= 0)
    .toSorted((a, b) => a[0] - b[0])
    .map(([, label]) => label);
  return createHash("md5")
    .update(
      JSON.stringify([
        state.store.snapshot.key,
        folders,
        [...state.store.hidden],
        processes,
        times,
        state.crashes,
      ]),
    )
    .digest("base64");
}

function describe(task: Task | undefined): string {
  if (task === undefined) return "";
  const { do: name, ...rest } = task;
  return `${name} ${Object.values(rest).join(" ")}`.trim();
}

function text(step: Step): string {
  if ("row" in step)
    return `${step.step} ${step.row.id}${"next" in step ? ` ${step.next.mark?.state ?? "open"}` : ""}`;
  if ("rows" in step) return `${step.step} ${step.rows.map(({ id }) => id).join()}`;
  if ("from" in step) return `${step.step} ${step.from} ${step.to}`;
  return "location" in step ? `${step.step} ${step.location}` : step.step;
}
