/** One process of the model: an operation that is replayed effect by effect with the replies of storage. */
import { isNamespaceError, ServiceUnavailableError } from "@lancetree/core";
import { noRows } from "../../src/index/row-index.ts";
import { type Effect, type Operation, type Reply, read } from "../../src/model/effect.ts";
import { Snapshot } from "../../src/model/snapshot.ts";
import { alterProperties } from "../../src/operations/alter-properties.ts";
import { createNamespace } from "../../src/operations/create-namespace.ts";
import { createTable } from "../../src/operations/create-table.ts";
import { dropNamespace } from "../../src/operations/drop-namespace.ts";
import { removeTable } from "../../src/operations/drop-table.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { recover, recoverInBackground } from "../../src/operations/recover.ts";
import { registerTable } from "../../src/operations/register-table.ts";
import { renameTable } from "../../src/operations/rename-table.ts";
import {
  type Applied,
  type apply,
  compacted,
  type ModelSnapshot,
  type ModelStore,
  renumbered,
} from "./model-store.ts";
import type { Call } from "./specification.ts";

/** Disturbances that are not operations. */
export type Disturbance = { readonly do: "compact" | "renumber" | "recover" | "recoverBehind" };

/** What a process does. */
export type Task = Call | Disturbance;

type Next = { readonly effect: Effect; readonly result?: string } | { readonly end: string };

/** How processes run. */
export interface Stepping {
  /** The storage; tests replace it to see the checker fail. */
  readonly storage: typeof apply;
  /** Changes effects before storage receives them; tests leave effects out. */
  readonly tamper: (effect: Effect) => Effect | undefined;
  /** Whether folders can be moved. */
  readonly moves: boolean;
}

/** Replays a process up to its next effect: operations have no state but the replies of storage. */
export function resume(task: Task, index: number, replies: readonly Reply[], settings: Stepping): Next {
  let count = 0;
  const context: OperationContext = {
    token: () => `${index}${String(++count).padStart(15, "0")}`,
    attempts: 4,
    listing: true,
    moves: settings.moves,
  };
  const operation = start(task, context);
  let returned: string | undefined;
  const pending = [...replies];
  try {
    let result = operation.next();
    for (;;) {
      if (result.done) return { end: returned ?? result.value };
      if (result.value.effect === "return-early") {
        returned = "ok";
        result = operation.next({ snapshot: emptyReply, count: 0, folder: "absent" });
        continue;
      }
      const effect = settings.tamper(result.value);
      if (effect === undefined) {
        // An effect that is left out: the operation assumes that it was carried out.
        result = operation.next({ snapshot: pendingSnapshot(replies, pending), count: 1, folder: "absent" });
        continue;
      }
      const reply = pending.shift();
      if (reply === undefined) return { effect, ...(returned !== undefined && { result: returned }) };
      result = reply.count === failedCount ? operation.throw(storageFailure()) : operation.next(reply);
    }
  } catch (error) {
    if (!isNamespaceError(error)) throw error;
    return { end: returned ?? String(error.code) };
  }
}

/** The count that stands for an error instead of a reply. */
const failedCount = -1;

/** What storage replies where an effect fails. */
export function failedReply(snapshot: ModelSnapshot): Reply {
  return { snapshot, count: failedCount, folder: "absent" };
}

function storageFailure(): ServiceUnavailableError {
  return new ServiceUnavailableError("The storage failed.");
}

/** How an operation ends that passes such an error on to its caller. */
export const failedCode: string = String(storageFailure().code);

const emptyReply = new Snapshot(0, noRows);

function pendingSnapshot(replies: readonly Reply[], pending: readonly Reply[]): Reply["snapshot"] {
  return replies[replies.length - pending.length - 1]?.snapshot ?? emptyReply;
}

function* start(task: Task, context: OperationContext): Operation<string> {
  switch (task.do) {
    case "createNamespace":
      yield* createNamespace(context, { id: task.id, mode: task.mode, properties: { value: task.value } });
      return "ok";
    case "dropNamespace":
      yield* dropNamespace(context, task);
      return "ok";
    case "createTable":
      yield* createTable(context, { id: task.id, mode: task.mode, properties: {}, declare: false });
      return "ok";
    case "registerTable":
      yield* registerTable(context, { id: task.id, location: task.location, mode: "create", properties: {} });
      return "ok";
    case "dropTable":
    case "deregisterTable":
      yield* removeTable(context, { id: task.id, keepData: task.do === "deregisterTable" });
      return "ok";
    case "renameTable":
      yield* renameTable(context, { from: task.id, to: task.to });
      return "ok";
    case "alterProperties":
      yield* alterProperties(context, { id: task.id, set: { [task.name]: task.value }, remove: [] });
      return "ok";
    case "recover":
      yield* recover(context);
      return "ok";
    case "recoverBehind":
      yield* recoverInBackground(context, yield* read());
      return "ok";
    case "list": {
      const snapshot = yield* read();
      if (snapshot.kind(task.id) !== "namespace") return "1";
      return JSON.stringify(
        [...snapshot.rows.below(task.id)]
          .filter((row) => snapshot.rowExists(row))
          .map((row) => row.id)
          .toSorted(),
      );
    }
    default:
      // What was planned on the first read is committed at the second.
      yield* read();
      yield* read();
      return "ok";
  }
}

/** Carries a step out. A disturbance does its work at its second step. */
export function execute(
  store: ModelStore,
  effect: Effect,
  process: { readonly seen: ModelSnapshot; readonly replies: readonly Reply[] },
  index: number,
  task: Task,
  settings: Stepping,
): Applied {
  const disturbed =
    process.replies.length === 1 && task.do === "compact"
      ? compacted(store, process.seen)
      : process.replies.length === 1 && task.do === "renumber"
        ? renumbered(store)
        : undefined;
  if (disturbed)
    return { store: disturbed, reply: { snapshot: disturbed.snapshot, count: 1, folder: "absent" } };
  return settings.storage(store, effect, process.seen, `by ${index}`);
}

export function isDisturbance(task: Task): task is Disturbance {
  return ["compact", "renumber", "recover", "recoverBehind"].includes(task.do);
}
