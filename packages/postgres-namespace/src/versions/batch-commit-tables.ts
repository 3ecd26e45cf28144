import {
  alreadyExists,
  type BatchCommitTablesRequest,
  type BatchCommitTablesResponse,
  type CallOptions,
  type DeclareTableRequest,
  InvalidInputError,
  parseTableId,
  requireTable,
  resolveCreate,
  tableNotFound,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import type { Queryable } from "../database/database.ts";
import { declarationOf, declaredTable, parseDeclaration } from "../operations/declare-table.ts";
import { readLine, readLinesIn } from "../operations/read-line.ts";
import { deregisterIn, removedTable } from "../operations/remove-table.ts";
import { unlessViolated, untilDone } from "../operations/rounds.ts";
import * as statements from "../statements.ts";
import { objectId } from "../tree/object-id.ts";
import { deleteVersions, planDeletion } from "./delete-versions.ts";
import { type Commit, committed, record, stageCommit, withCommits } from "./record-versions.ts";
import { type LockTable, releasing } from "./release-versions.ts";

type Operation = BatchCommitTablesRequest["operations"][number];
type Result = BatchCommitTablesResponse["results"][number];

/** One operation of a batch, after it was checked. */
interface Step {
  /** Runs in the transaction of the batch, and rejects if the operation cannot be made. */
  readonly run: (transaction: Queryable, attempt: string, lock: LockTable) => Promise<Result>;
  /** Rejects with the reason why a constraint has refused the step, if it has. */
  readonly explain?: () => Promise<void>;
  /** Runs after the commit. */
  readonly finish?: () => Promise<void>;
}

/** Applies operations to several tables in one transaction, in their order: all of them or none, for readers too. */
export async function batchCommitTables(
  catalog: Catalog,
  request: BatchCommitTablesRequest,
  options?: CallOptions,
): Promise<BatchCommitTablesResponse> {
  options?.signal?.throwIfAborted();
  const operations = readOperations(request.operations);
  const commits: Commit[] = [];
  return withCommits(catalog, commits, async () => {
    const steps: Step[] = [];
    for (const operation of operations) steps.push(await plan(catalog, operation, commits, options));
    const made = await untilDone("changed the tables of a batch", async () => {
      const { result } = await unlessViolated(() => runAll(catalog, steps, options));
      if (result === undefined) for (const { explain } of steps) await explain?.();
      return result;
    });
    for (const { finish } of steps) await finish?.();
    return { results: [...made.results] };
  });
}

function runAll(
  catalog: Catalog,
  steps: readonly Step[],
  options: CallOptions | undefined,
): Promise<{ results: readonly Result[] } | undefined> {
  return releasing(catalog, (lock) =>
    catalog.changeTogether<{ results: readonly Result[] }>(options, async (transaction, attempt) => {
      const results: Result[] = [];
      for (const { run } of steps) results.push(await run(transaction, attempt, lock));
      const values = [catalog.name, attempt, JSON.stringify({ results })];
      await transaction.query(statements.recordChange, values);
      return { results };
    }),
  );
}

async function plan(
  catalog: Catalog,
  { declare_table: declare, create_table_version: create, ...others }: Operation,
  commits: Commit[],
  options: CallOptions | undefined,
): Promise<Step> {
  if (declare) return planDeclaration(catalog, declare, options);
  if (create) {
    const commit = await stageCommit(catalog, create, options);
    commits.push(commit);
    return {
      async run(transaction, attempt) {
        const { recorded } = await record(catalog, transaction, attempt, commit, "together");
        return { create_table_version: { version: committed(commit, recorded) } };
      },
    };
  }
  if (others.delete_table_versions) {
    const deletion = await planDeletion(catalog, others.delete_table_versions, options);
    let files: readonly string[] = [];
    return {
      async run(transaction) {
        const deleted = await deleteVersions(catalog, transaction, deletion);
        files = deleted.files;
        return { delete_table_versions: { deleted_count: deleted.count } };
      },
      finish: () => deletion.table.manifests.remove(files),
    };
  }
  const path = parseTableId({ id: others.deregister_table?.id });
  return {
    async run(transaction, attempt, lock) {
      await lock(transaction, objectId(path), attempt);
      const gone = await deregisterIn(catalog, transaction, path);
      if (gone) return { deregister_table: removedTable(catalog, path, gone) };
      requireTable(path, (await readLinesIn(catalog, transaction, [path])).kindOf);
      throw tableNotFound(path);
    },
  };
}

function planDeclaration(
  catalog: Catalog,
  request: DeclareTableRequest,
  options: CallOptions | undefined,
): Step {
  const declaration = parseDeclaration(request);
  const { path } = declaration;
  return {
    async run(transaction, attempt) {
      const values = declarationOf(catalog, attempt, declaration);
      const made = await transaction.query(statements.insertTableTogether, values);
      if (made.length > 0) return { declare_table: declaredTable(catalog, request, declaration) };
      resolveCreate(path, "table", "create", (await readLinesIn(catalog, transaction, [path])).kindOf);
      throw alreadyExists(path, "table");
    },
    async explain() {
      resolveCreate(path, "table", "create", (await readLine(catalog, path, options)).kindOf);
    },
  };
}

const kinds = ["declare_table", "create_table_version", "delete_table_versions", "deregister_table"] as const;

function readOperations(operations: readonly Operation[]): readonly Operation[] {
  if (!Array.isArray(operations) || operations.length === 0)
    throw new InvalidInputError("operations must have at least one entry.");
  for (const operation of operations) {
    if (kinds.filter((kind) => operation?.[kind]).length !== 1)
      throw new InvalidInputError(`Each operation must have exactly one of ${kinds.join(", ")}.`);
  }
  return operations;
}
