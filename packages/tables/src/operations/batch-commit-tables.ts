import {
  type BatchCommitTablesRequest,
  type BatchCommitTablesResponse,
  type CallOptions,
  type DeregisterTableRequest,
  InvalidInputError,
  isNamespaceError,
} from "@lancetree/core";
import type { Schemas } from "@lancetree/spec";
import { planDeletion, startRecording } from "./record-versions.ts";
import type { DataContext } from "./table-access.ts";

type Operation = Schemas["CommitTableOperation"];
type Result = Schemas["CommitTableResult"];

/**
 * Applies operations to several tables. A catalog that can do so applies all of them or none.
 *
 * Otherwise everything is checked first; then tables are declared, versions recorded,
 * tables deregistered, and records deleted last, because only the deletion cannot be undone. If a step fails, the
 * steps before it are undone. Until the end readers may see some of the steps, and a process that is killed in
 * between leaves them.
 */
export async function batchCommitTables(
  context: DataContext,
  request: BatchCommitTablesRequest,
  options?: CallOptions,
): Promise<BatchCommitTablesResponse> {
  const { namespace } = context;
  const operations = readOperations(request.operations);
  try {
    return await namespace.batchCommitTables(request, options);
  } catch (error) {
    // A catalog that keeps no versions, at least not of all these tables.
    if (!isNamespaceError(error, 0)) throw error;
  }
  const results: Result[] = operations.map(() => ({}));
  const undo: (() => Promise<unknown>)[] = [];
  const each = async <Kind extends keyof Operation>(
    kind: Kind,
    run: (part: NonNullable<Operation[Kind]>) => Promise<Result[Kind]>,
  ): Promise<void> => {
    for (const [index, operation] of operations.entries()) {
      const part = operation[kind];
      if (part) results[index] = { ...results[index], [kind]: await run(part) };
    }
  };
  try {
    const deletions = new Map<object, () => Promise<number>>();
    await each("delete_table_versions", async (part) => {
      deletions.set(part, await planDeletion(context, part, options));
      return {};
    });
    await each("deregister_table", async (part) => {
      await namespace.describeTable({ id: idOf(part) }, options);
      return {};
    });
    await each("declare_table", async (part) => {
      const declared = await namespace.declareTable(part, options);
      undo.push(() => namespace.deregisterTable({ id: idOf(part) }));
      return declared;
    });
    const recording = startRecording(context, options);
    await each("create_table_version", async (part) => {
      await recording.plan(part);
      return {};
    });
    const versions = await recording.commit();
    undo.push(() => recording.undo());
    await each("create_table_version", async () => {
      const version = versions.shift();
      return version ? { version } : {};
    });
    await each("deregister_table", async (part) => {
      const id = idOf(part);
      const gone = await namespace.deregisterTable(part, options);
      const { location, properties } = gone;
      if (location) {
        undo.push(() => namespace.registerTable({ id, location, ...(properties && { properties }) }));
      }
      return gone;
    });
    await each("delete_table_versions", async (part) => ({
      deleted_count: (await deletions.get(part)?.()) ?? 0,
    }));
    await recording.finish();
    return { results };
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error;
  }
}

const kinds = ["declare_table", "create_table_version", "delete_table_versions", "deregister_table"] as const;

function readOperations(operations: readonly Operation[]): readonly Operation[] {
  if (!Array.isArray(operations) || operations.length === 0) {
    throw new InvalidInputError("operations must have at least one entry.");
  }
  for (const operation of operations) {
    const present = kinds.filter((kind) => operation?.[kind]);
    if (present.length !== 1) {
      throw new InvalidInputError(`Each operation must have exactly one of ${kinds.join(", ")}.`);
    }
  }
  return operations;
}

function idOf({ id }: DeregisterTableRequest | Schemas["DeclareTableRequest"]): string[] {
  if (id) return id;
  throw new InvalidInputError("The request needs an id.");
}
