import {
  type CallOptions,
  InvalidInputError,
  type Namespace,
  supportsCloning,
  TableNotFoundError,
  UnsupportedError,
} from "@lancetree/core";
import type { JsonSchema } from "../../request/json-schema.ts";
import { type JsonObject, readModel } from "../../request/model.ts";
import { type PathSyntax, resolveId } from "../../request/path-id.ts";
import type { Route } from "../../request/route.ts";

/** A request to clone a table, with the path of the new one. */
export interface CloneRequest extends JsonObject {
  readonly id: string[];
  readonly source_location: string;
  readonly source_version?: number;
  readonly source_tag?: string;
}

/** Where a table is cloned, and for whom. */
export interface CloneContext {
  readonly namespace: Namespace;
  readonly options: CallOptions;
  /** Whether the caller may read a table. */
  readonly mayRead: (id: string[]) => Promise<boolean>;
}

const model: JsonSchema = {
  type: "object",
  required: ["source_location"],
  properties: {
    source_location: { type: "string", minLength: 1 },
    source_version: { type: "integer", minimum: 0 },
    source_tag: { type: "string", minLength: 1 },
    is_shallow: { type: "boolean" },
  },
};

/**
 * The route on which the remote client clones tables; undefined for other paths. Cloning is not an operation of the protocol. It creates a
 * table, so the log and `authorize` receive it as `createTable`.
 */
export function cloneRoute(method: string, segments: readonly string[]): Route | undefined {
  const [version, kind, id, action, ...more] = segments;
  const isClone = version === "v1" && kind === "table" && action === "clone" && more.length === 0;
  if (!isClone || method !== "POST") return undefined;
  return { operation: "createTable", id, indexName: undefined };
}

/** @throws InvalidInputError for an invalid body, UnsupportedError for a deep clone */
export function readCloneRequest(segment: string, body: unknown, syntax: PathSyntax): CloneRequest {
  const { is_shallow: isShallow, ...source } = readModel(model, body ?? {}, "") as JsonObject;
  if (isShallow === false) {
    throw new UnsupportedError("Deep clone is not yet implemented; leave is_shallow out or set it to true.");
  }
  if (source["source_version"] !== undefined && source["source_tag"] !== undefined) {
    throw new InvalidInputError("Cannot specify both source_version and source_tag.");
  }
  return { ...source, id: resolveId(segment, undefined, syntax) } as CloneRequest;
}

/**
 * Clones a table of the same database, found by its location. Rejects for a table that the caller may not read as for a missing one, so
 * that callers cannot find out which tables exist.
 */
export async function cloneTable(
  { id, source_location: location, ...source }: CloneRequest,
  { namespace, options, mayRead }: CloneContext,
): Promise<unknown> {
  if (!supportsCloning(namespace)) throw new UnsupportedError("This server cannot clone tables.");
  const { isInside, ids } = await namespace.tablesAt({ location }, options);
  for (const sourceId of ids) {
    // oxlint-disable-next-line no-await-in-loop
    if (await mayRead(sourceId)) return namespace.cloneTable({ id, source_id: sourceId, ...source }, options);
  }
  const quoted = JSON.stringify(location.slice(0, 300));
  if (isInside) throw new TableNotFoundError(`There is no table at ${quoted}.`);
  throw new UnsupportedError(
    `Only a table of the same database can be cloned, by the location that describeTable returns; ${quoted} is not one of these locations.`,
  );
}
