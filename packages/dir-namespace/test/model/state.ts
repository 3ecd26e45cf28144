import { hash } from "node:crypto";
import type { Reply } from "../../src/model/effect.ts";
import type { ModelSnapshot, ModelStore } from "./model-store.ts";

export interface Process {
  readonly status: "waiting" | "running" | "done" | "crashed";
  readonly replies: readonly Reply[];
  readonly seen: ModelSnapshot;
  readonly started?: number;
  readonly ended?: number;
  readonly result?: string;
  readonly key: string;
}

export interface State {
  readonly store: ModelStore;
  readonly processes: readonly Process[];
  readonly clock: number;
  readonly crashes: number;
  readonly trace: readonly string[];
}

/** The same string for states from which the search goes on in the same way. */
export function stateKey(state: State): string {
  const folders = [...state.store.folders].toSorted().join();
  const processes = state.processes.map(({ status, key, started, ended, result: reported }) => [
    status,
    key,
    started === undefined,
    ended !== undefined,
    reported,
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
  return hash(
    "md5",
    JSON.stringify([
      state.store.snapshot.key,
      folders,
      [...state.store.hidden],
      [...state.store.retired],
      [...state.store.late],
      processes,
      times,
      state.crashes,
    ]),
    "base64",
  );
}
