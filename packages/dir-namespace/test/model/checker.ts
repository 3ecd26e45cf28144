import { hash } from "node:crypto";
import { type CommitEffect, type Effect, isCommit, type Reply } from "../../src/model/effect.ts";
import { GroupCommit } from "../../src/model/group-commit.ts";
import { isWrittenByLancetree } from "../../src/model/row.ts";
import { checkEffect, orderExists } from "./linearizability.ts";
import { apply, applyTogether, type ModelSnapshot, type ModelStore, visible } from "./model-store.ts";
import { applyOnObjects, arrived } from "./object-model.ts";
import {
  execute,
  failedCode,
  failedReply,
  isDisturbance,
  resume,
  type Stepping,
  type Task,
} from "./process.ts";
import { type Call, sameTree, type Tree, treeKey } from "./specification.ts";
import { type Process, type State, stateKey } from "./state.ts";

export interface Scenario {
  readonly name: string;
  /** Operations that ran before, one after the other. */
  readonly before: readonly Call[];
  /** Operations that run at once. */
  readonly concurrent: readonly Task[];
  /** A folder that is registered. It appears when the first operation begins. */
  readonly folder?: string;
}

export interface CheckOptions extends Stepping {
  /** Which steps of several processes may become one commit. */
  readonly share: (effects: readonly CommitEffect[]) => boolean;
  /** The number of crashes and failed effects in one run. */
  readonly crashes: number;
  readonly states: number;
  /** The storage after an effect that failed: it may have been carried out, in part or not at all. */
  readonly failures: (
    store: ModelStore,
    effect: Effect,
    seen: ModelSnapshot,
    owner: string,
  ) => readonly ModelStore[];
}

export interface Report {
  readonly states: number;
  readonly ends: number;
  /** The search stopped at the limit with nothing found so far. */
  readonly cut: boolean;
  readonly problem?: { readonly why: string; readonly trace: readonly string[] };
  /** The number of runs in which each operation ended with each result: a scenario without conflicts tests nothing. */
  readonly outcomes: ReadonlyMap<string, number>;
}

interface Successor {
  readonly state: State;
  readonly problem?: string | undefined;
}

const defaults: CheckOptions = {
  crashes: 1,
  states: 200_000,
  storage: apply,
  failures: () => [],
  tamper: (effect) => effect,
  moves: true,
  share: (effects) => {
    const shared = new GroupCommit();
    return effects.every((effect) => shared.add(effect));
  },
};

/**
 * Tries every interleaving of the scenario's operations at their storage steps, with crashes between any two, and with any
 * steps in one commit that may share one.
 */
export function check(scenario: Scenario, initial: ModelStore, options: Partial<CheckOptions> = {}): Report {
  const settings = { ...defaults, ...options };
  const work = scenario.concurrent;
  const first = prepare(scenario, initial, settings);
  const startTree = visible(first);
  const waiting: Process = { status: "waiting", replies: [], seen: first.snapshot, key: "" };
  const stack: State[] = [
    { store: first, processes: work.map(() => waiting), clock: 0, crashes: 0, trace: [] },
  ];
  const visited = new Set<string>();
  const outcomes = new Map<string, number>();
  const problemCache = new Map<string, string | undefined>();
  let states = 0;
  let ends = 0;
  for (let state = stack.pop(); state; state = stack.pop()) {
    if (++states > settings.states) return { states, ends, cut: true, outcomes };
    const { trace } = state;
    const violated = (why: string, at = trace): Report => ({
      states,
      ends,
      cut: false,
      problem: { why, trace: at },
      outcomes,
    });
    const live = state.processes.flatMap(({ status }, index) =>
      status === "waiting" || status === "running" ? [index] : [],
    );
    if (live.length === 0) {
      ends++;
      const why = checkEnd(state, startTree, work, settings, problemCache);
      if (why) return violated(why);
      for (const [index, process] of state.processes.entries()) {
        const label = `${describe(work[index])} = ${process.result ?? "crashed"}`;
        outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
      }
    }
    const successors = arrivals(state);
    for (const together of [...live.map((index) => [index]), ...sharing(state, live, work, settings)]) {
      successors.push(advance(state, together, work, settings));
      const [index] = together;
      if (together.length > 1 || index === undefined) continue;
      successors.push(...crash(state, index, work[index], settings), ...fail(state, index, work, settings));
    }
    for (const next of successors) {
      if (next.problem) return violated(next.problem, next.state.trace);
      const key = stateKey(next.state);
      if (visited.has(key)) continue;
      visited.add(key);
      stack.push(next.state);
    }
  }
  return { states, ends, cut: false, outcomes };
}

/** The groups of live processes whose next steps may become one commit. */
function sharing(
  state: State,
  live: readonly number[],
  work: Scenario["concurrent"],
  settings: CheckOptions,
): number[][] {
  const committing = live.flatMap((index) => {
    const effect = nextEffect(state, index, work, settings);
    return isCommit(effect) ? [{ index, effect }] : [];
  });
  const groups: number[][] = [];
  for (let mask = 0; mask < 1 << committing.length; mask++) {
    const group = committing.filter((_, position) => mask & (1 << position));
    if (group.length > 1 && settings.share(group.map(({ effect }) => effect)))
      groups.push(group.map(({ index }) => index));
  }
  return groups;
}

function nextEffect(
  state: State,
  index: number,
  work: Scenario["concurrent"],
  settings: CheckOptions,
): Effect {
  const next = resume(work[index]!, index, state.processes[index]!.replies, settings);
  if (!("effect" in next)) throw new Error("a live process has a next effect");
  return next.effect;
}

function advance(
  state: State,
  together: readonly number[],
  work: Scenario["concurrent"],
  settings: CheckOptions,
): Successor {
  const effects = together.map((index) => nextEffect(state, index, work, settings));
  const [first] = together;
  const { store, replies } =
    together.length === 1
      ? alone(state, first!, effects[0]!, work, settings)
      : applyTogether(state.store, effects.filter(isCommit));
  const clock = state.clock + 1;
  let { processes } = state;
  const lines: string[] = [];
  for (const [position, index] of together.entries()) {
    const task = work[index]!;
    const reply = replies[position]!;
    const { updated, end } = replied(state.processes[index]!, reply, task, index, clock, settings);
    processes = processes.with(index, updated);
    const ending = end === undefined ? "" : ` = ${end}`;
    lines.push(`${index} ${describe(task)}: ${text(effects[position]!)} -> ${reply.count}${ending}`);
  }
  const trace = [...state.trace, lines.join(" | ")];
  const problem = checkEffect(
    state.store,
    store,
    together.map((index) => [work[index]!, index]),
  );
  return {
    state: { store, processes, clock, crashes: state.crashes, trace },
    ...(problem && { problem }),
  };
}

function alone(
  state: State,
  index: number,
  effect: Effect,
  work: Scenario["concurrent"],
  settings: CheckOptions,
): { store: ModelStore; replies: readonly Reply[] } {
  const { store, reply } = execute(
    state.store,
    effect,
    state.processes[index]!,
    index,
    work[index]!,
    settings,
  );
  return { store, replies: [reply] };
}

function replied(
  process: Process,
  reply: Reply,
  task: Task,
  index: number,
  clock: number,
  settings: CheckOptions,
): { updated: Process; end: string | undefined } {
  const replies = [...process.replies, reply];
  const seen = reply.snapshot as ModelSnapshot;
  const after = resume(task, index, replies, settings);
  const end = "end" in after ? after.end : undefined;
  const returned = process.result ?? ("end" in after ? after.end : after.result);
  // Its caller does not know whether the change was made, as after a crash.
  const isUnknown = returned === failedCode;
  const updated: Process = {
    status: end === undefined ? "running" : isUnknown ? "crashed" : "done",
    replies,
    seen,
    started: process.started ?? clock,
    ...(returned !== undefined && !isUnknown && { result: returned, ended: process.ended ?? clock }),
    key: hash("md5", `${process.key}|${seen.key}|${reply.count}|${reply.folder}`),
  };
  return { updated, end };
}

function crash(state: State, index: number, task: Task | undefined, settings: CheckOptions): Successor[] {
  const process = state.processes[index]!;
  const isOperation = task !== undefined && task.do !== "compact" && task.do !== "renumber";
  if (process.status !== "running" || state.crashes >= settings.crashes || !isOperation) return [];
  const crashed: State = {
    ...state,
    crashes: state.crashes + 1,
    processes: state.processes.with(index, { ...process, status: "crashed", replies: [] }),
    trace: [...state.trace, `${index} CRASH`],
  };
  return [{ state: crashed }];
}

/** The states after the next effect failed; the operation receives the error. */
function fail(
  state: State,
  index: number,
  work: Scenario["concurrent"],
  settings: CheckOptions,
): Successor[] {
  if (state.crashes >= settings.crashes) return [];
  const process = state.processes[index]!;
  const task = work[index]!;
  const effect = nextEffect(state, index, work, settings);
  const clock = state.clock + 1;
  return settings.failures(state.store, effect, process.seen, `by ${index}`).map((store) => {
    const { updated, end } = replied(process, failedReply(process.seen), task, index, clock, settings);
    const failed: State = {
      store,
      processes: state.processes.with(index, updated),
      clock,
      crashes: state.crashes + 1,
      trace: [...state.trace, `${index} ${describe(task)}: ${text(effect)} FAILS${end ? ` = ${end}` : ""}`],
    };
    return { state: failed, problem: checkEffect(state.store, store, [[task, index]]) };
  });
}

/** The states in which a copy is complete that went on after its process had received an error. */
function arrivals(state: State): Successor[] {
  return [...state.store.late.keys()].map((location) => {
    const store = arrived(state.store, location);
    const next = { ...state, store, trace: [...state.trace, `the copy to ${location} ARRIVES`] };
    return { state: next, problem: checkEffect(state.store, store, []) };
  });
}

function checkEnd(
  state: State,
  startTree: Tree,
  work: Scenario["concurrent"],
  settings: CheckOptions,
  cache: Map<string, string | undefined>,
): string | undefined {
  const before = visible(state.store);
  const store = runAlone(state.store, { do: "recover" }, 9, { ...settings, tamper: (effect) => effect });
  if (!sameTree(before, visible(store)))
    return `recovery changes the visible catalog: ${treeKey(before)} -> ${treeKey(visible(store))}`;
  const left = [...store.snapshot.rows.values()].filter(
    (row) => row.intent !== undefined || (isWrittenByLancetree(row) && !store.snapshot.rowExists(row)),
  );
  if (left.length > 0) return `left after recovery: ${left.map((row) => row.id).join()}`;
  const late = [...store.late.keys()].reduce(arrived, store);
  if (!sameTree(before, visible(late)))
    return `a late copy changes the visible catalog: ${treeKey(before)} -> ${treeKey(visible(late))}`;
  const events = state.processes.flatMap((process, index) => {
    const task = work[index]!;
    return isDisturbance(task) || process.started === undefined ? [] : [{ task, index, ...process }];
  });
  const key = JSON.stringify([
    before,
    events.map(({ index, started, ended, result: reported }) => [index, started, ended, reported]),
  ]);
  if (!cache.has(key))
    cache.set(
      key,
      orderExists(startTree, events, before) ? undefined : `no order of the operations explains ${key}`,
    );
  return cache.get(key);
}

function prepare(scenario: Scenario, initial: ModelStore, settings: CheckOptions): ModelStore {
  let store = initial;
  const first = scenario.before.findIndex((operation) => operation.do === "registerTable");
  for (const [index, operation] of scenario.before.entries()) {
    if (index === first) store = withFolder(store, scenario.folder);
    store = runAlone(store, operation, 100 + index, {
      ...settings,
      storage: settings.moves ? apply : applyOnObjects,
      tamper: (effect) => effect,
    });
  }
  return first === -1 ? withFolder(store, scenario.folder) : store;
}

function withFolder(store: ModelStore, folder: string | undefined): ModelStore {
  if (folder === undefined) return store;
  return { ...store, folders: new Map(store.folders).set(folder, "registered") };
}

function runAlone(initial: ModelStore, task: Task, index: number, settings: CheckOptions): ModelStore {
  let store = initial;
  let seen = store.snapshot;
  const replies: Reply[] = [];
  for (let effects = 0; effects < 300; effects++) {
    const next = resume(task, index, replies, settings);
    if ("end" in next) {
      if (next.end !== "ok") throw new Error(`${describe(task)} alone ended with ${next.end}`);
      return store;
    }
    const applied = execute(store, next.effect, { seen, replies }, index, task, settings);
    store = applied.store;
    seen = applied.reply.snapshot as ModelSnapshot;
    replies.push(applied.reply);
  }
  throw new Error(`${describe(task)} does not end`);
}

function describe(task: Task | undefined): string {
  if (task === undefined) return "";
  const { do: name, ...rest } = task;
  return `${name} ${Object.values(rest).join(" ")}`.trim();
}

function text(effect: Effect): string {
  if ("row" in effect)
    return `${effect.effect} ${effect.row.id}${"next" in effect ? ` ${effect.next.intent?.state ?? "open"}` : ""}`;
  if ("rows" in effect) return `${effect.effect} ${effect.rows.map(({ id }) => id).join()}`;
  if ("from" in effect) return `${effect.effect} ${effect.from} ${effect.to}`;
  return "location" in effect ? `${effect.effect} ${effect.location}` : effect.effect;
}
