import { changeProperties, InternalError, type PropertyChange, tableNotFound } from "@lancetree/core";
import { boundedAttempts } from "../model/attempts.ts";
import { type Operation, read } from "../model/effect.ts";
import { pathOf } from "../model/object-id.ts";
import type { Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { completeIntent } from "./complete-intent.ts";
import { claimListedTable, listedStatus } from "./listed-table.ts";
import { type OperationContext, retriesExhausted } from "./operation-context.ts";
import { assertParent, materializeNamespace } from "./parent.ts";

export interface PropertiesChange extends PropertyChange {
  readonly id: string;
}

type Properties = Readonly<Record<string, string>>;

/**
 * Changes some properties of a namespace or a table: one compare-and-set of its row, which gets no intent, so that other clients see only
 * the new properties.
 *
 * @returns all properties after the change; rejects with NamespaceNotFound or TableNotFound
 */
export function* alterProperties(
  context: OperationContext,
  request: PropertiesChange,
): Operation<Properties> {
  const { id } = request;
  for (const more = boundedAttempts(context.attempts); more(); ) {
    const snapshot = yield* read();
    assertParent(snapshot, id);
    const present = yield* presentRow(context, id, snapshot);
    if (present === undefined) continue;
    const { row } = present;
    const properties = changeProperties(row?.properties ?? {}, request);
    if (row ? isSame(properties, row.properties) : Object.keys(properties).length === 0) return properties;
    const known = row ? { row, snapshot } : yield* addRow(context, id, snapshot);
    if (known === undefined) continue;
    const { kind, location } = known.row;
    // A table without an entry had a placeholder until here, whose intent the new row no longer has.
    const reply = yield { effect: "replace", row: known.row, next: { id, kind, location, properties } };
    if (reply.count === 0) continue;
    const written = reply.snapshot.row(id);
    if (written && reply.snapshot.rowExists(written)) return properties;
    // In the version that the commit made the object no longer existed: an ancestor was changed first.
    assertParent(reply.snapshot, id);
    throw tableNotFound(pathOf(id));
  }
  throw retriesExhausted(context, "alterProperties");
}

/** The object's row without an intent; `row` is undefined for an object without one. Undefined if a commit was needed: read again. */
function* presentRow(
  context: OperationContext,
  id: string,
  snapshot: Snapshot,
): Operation<{ readonly row: Row | undefined } | undefined> {
  const row = snapshot.row(id);
  if (row === undefined) {
    if (snapshot.kind(id) === "namespace") return { row };
    const listed = yield* listedStatus(context, id, snapshot);
    if (listed === "changed") return undefined;
    if (listed !== "table" && listed !== "declared") throw tableNotFound(pathOf(id));
    return { row };
  }
  if (snapshot.kind(id) === undefined && snapshot.decidingRow(id)) throw tableNotFound(pathOf(id));
  // A created row must not lose the intent that hides what was below it before.
  if (row.intent) {
    yield* completeIntent(context, id, snapshot);
    return undefined;
  }
  if (!row.readable) {
    throw new InternalError(
      `The catalog's entry of ${JSON.stringify(pathOf(id))} is damaged: its metadata is not a JSON object of strings, and a change would lose it.`,
    );
  }
  return { row };
}

/** A row for an object that exists by its content or its folder alone. Undefined if a commit was needed: read again. */
function* addRow(
  context: OperationContext,
  id: string,
  snapshot: Snapshot,
): Operation<{ readonly row: Row; readonly snapshot: Snapshot } | undefined> {
  if (snapshot.kind(id) !== "namespace") return yield* claimListedTable(context, id, snapshot);
  yield* materializeNamespace(context, id, snapshot);
  return undefined;
}

function isSame(left: Properties, right: Properties): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && left[name] === right[name])
  );
}
