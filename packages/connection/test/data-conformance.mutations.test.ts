import { conformance } from "@lancetree/conformance";
import { isNamespaceError, type Namespace, TableTagAlreadyExistsError } from "@lancetree/core";
import { expect, test } from "vitest";
import { directoryProfile } from "./support/directory-profile.ts";

// The kit's cases about data meet wrong implementations here, and have to find every one of them.

type Request = Record<string, unknown>;
type Method = (request: Request, options?: unknown) => Promise<Request>;

interface Mutant {
  readonly bug: string;
  readonly operation: keyof Namespace;
  /** How the names of the cases begin that are run; by default with the operation. */
  readonly within?: string;
  readonly change: (call: Method) => Method;
}

const without =
  (...fields: string[]): Mutant["change"] =>
  (call) =>
  (request, options) =>
    call(Object.fromEntries(Object.entries(request).filter(([name]) => !fields.includes(name))), options);
const withField =
  (field: string, value: unknown): Mutant["change"] =>
  (call) =>
  (request, options) =>
    call({ ...request, [field]: value }, options);
const returning =
  (change: (response: Request) => Request): Mutant["change"] =>
  (call) =>
  async (request, options) =>
    change(await call(request, options));
const idle =
  (response: Request = {}): Mutant["change"] =>
  () =>
  async () =>
    response;
/** Passes over the error of one code. */
const forgiving =
  (code: 6 | 8 | 11 | 12 | 22): Mutant["change"] =>
  (call) =>
  async (request, options) => {
    try {
      return await call(request, options);
    } catch (error) {
      if (isNamespaceError(error, code)) return {};
      throw error;
    }
  };

const mutants: readonly Mutant[] = [
  { bug: "an overwrite appends", operation: "insertIntoTable", change: without("mode") },
  {
    bug: "a branch is ignored",
    operation: "insertIntoTable",
    within: "createTableBranch",
    change: without("branch"),
  },
  {
    bug: "a merge deletes nothing",
    operation: "mergeInsertIntoTable",
    change: without("when_not_matched_by_source_delete"),
  },
  {
    bug: "a merge deletes all that the stream lacks",
    operation: "mergeInsertIntoTable",
    change: without("when_not_matched_by_source_delete_filt"),
  },
  { bug: "an update updates all rows", operation: "updateTable", change: without("predicate") },
  {
    bug: "an update only claims to",
    operation: "updateTable",
    change: idle({ updated_rows: 1, version: 2 }),
  },
  { bug: "a missing column is updated", operation: "updateTable", change: forgiving(12) },
  { bug: "a delete only claims to", operation: "deleteFromTable", change: idle({ version: 2 }) },
  { bug: "a count ignores the version", operation: "countTableRows", change: without("version") },
  { bug: "a count ignores the predicate", operation: "countTableRows", change: without("predicate") },
  {
    bug: "a count is a number",
    operation: "countTableRows",
    change: returning(({ count }) => ({ count: Number(count) })),
  },
  { bug: "a filter is ignored", operation: "queryTable", change: without("filter") },
  { bug: "a filter always comes first", operation: "queryTable", change: withField("prefilter", true) },
  { bug: "an offset is ignored", operation: "queryTable", change: without("offset") },
  { bug: "an order is ignored", operation: "queryTable", change: without("order_by") },
  { bug: "bounds are ignored", operation: "queryTable", change: without("lower_bound", "upper_bound") },
  { bug: "a version is ignored", operation: "queryTable", change: without("version") },
  { bug: "a full text query is ignored", operation: "queryTable", change: without("full_text_query") },
  { bug: "columns are ignored", operation: "queryTable", change: without("columns") },
  { bug: "columns stay", operation: "alterTableDropColumns", change: idle({ version: 2 }) },
  { bug: "columns keep their names", operation: "alterTableAlterColumns", change: idle({ version: 2 }) },
  {
    bug: "an index is not built",
    operation: "createTableIndex",
    change: idle(),
  },
  { bug: "an index has another name", operation: "createTableIndex", change: without("name") },
  { bug: "a list of indices drops its token", operation: "listTableIndices", change: without("page_token") },
  { bug: "a missing index is dropped", operation: "dropTableIndex", change: forgiving(6) },
  { bug: "a tag names the first version", operation: "updateTableTag", change: withField("version", 1) },
  { bug: "a tag stays", operation: "deleteTableTag", change: idle() },
  {
    bug: "a missing tag is taken",
    operation: "getTableTagVersion",
    within: "deleteTableTag",
    change: (call) => async (request, options) => {
      try {
        return await call(request, options);
      } catch (error) {
        throw isNamespaceError(error, 8) ? new TableTagAlreadyExistsError(error.message) : error;
      }
    },
  },
  {
    bug: "a branch starts at the latest version",
    operation: "createTableBranch",
    change: without("from_version"),
  },
  { bug: "a branch starts at the main one", operation: "createTableBranch", change: without("from_branch") },
  { bug: "a missing branch is deleted", operation: "deleteTableBranch", change: forgiving(22) },
  { bug: "the latest version comes last", operation: "listTableVersions", change: without("descending") },
  {
    bug: "a list of versions drops its token",
    operation: "listTableVersions",
    change: without("page_token"),
  },
  { bug: "every version is the latest", operation: "describeTableVersion", change: without("version") },
  { bug: "nothing is restored", operation: "restoreTable", change: forgiving(11) },
  {
    bug: "the end of a range is deleted as well",
    operation: "batchDeleteTableVersions",
    change: (call) => (request, options) =>
      call({ ...request, ranges: [{ start_version: 1, end_version: 4 }] }, options),
  },
];

/** The operations on data that change something. */
const changes = [
  "insertIntoTable",
  "mergeInsertIntoTable",
  "updateTable",
  "deleteFromTable",
  "alterTableAddColumns",
  "alterTableAlterColumns",
  "alterTableDropColumns",
  "updateFieldMetadata",
  "createTableIndex",
  "createTableScalarIndex",
  "dropTableIndex",
  "createTableVersion",
  "batchCreateTableVersions",
  "batchDeleteTableVersions",
  "batchCommitTables",
  "restoreTable",
  "createTableTag",
  "updateTableTag",
  "deleteTableTag",
  "createTableBranch",
  "deleteTableBranch",
] as const satisfies readonly (keyof Namespace)[];

test.each(mutants)("finds that $bug", async ({ operation, change, within = operation }) => {
  const cases = casesOf(operation, (name) => name.startsWith(within));
  expect(cases.length).toBeGreaterThan(0);
  let failure: string | undefined;
  for (const run of cases) failure ??= await run(change);
  // found by the kit, not by an accident of the proxy
  expect(failure).toMatch(/^(?!TypeError)./);
});

// Each returns, or fails, exactly as the right operation does, and has no effect: only reading the effect back shows it.
test.each(changes)("finds that %s only claims to work", async (operation) => {
  const cases = casesOf(operation, (name) => name.startsWith(`${operation}:`));
  expect(cases.length).toBeGreaterThan(0);
  const said: (() => Promise<Request>)[] = [];
  const recording: Mutant["change"] = (call) => async (request, options) => {
    const outcome = call(request, options);
    said.push(() => outcome);
    return outcome;
  };
  const claiming: Mutant["change"] = () => async () => (await said.shift()?.()) ?? {};
  for (const run of cases) {
    said.length = 0;
    expect(await run(recording)).toBeUndefined();
    expect(said.length).toBeGreaterThan(0);
    if ((await run(claiming)) !== undefined) return;
  }
  expect.fail("every case believes it");
});

/** A case: resolves with its failure when the operation is changed. */
type Case = (change: Mutant["change"]) => Promise<string | undefined>;

/** The cases with such names, on a directory whose one operation can be changed. */
function casesOf(operation: keyof Namespace, includes: (name: string) => boolean): Case[] {
  let changing: Mutant["change"] = (call) => call;
  const changed = (namespace: Namespace): Namespace =>
    new Proxy(namespace, {
      get(target, property) {
        const member: unknown = Reflect.get(target, property, target);
        if (typeof member !== "function") return member;
        if (property !== operation) return member.bind(target);
        return changing((request, options) => Reflect.apply(member, target, [request, options]) as never);
      },
    });
  const cases: Case[] = [];
  conformance(
    {
      describe: (_, body) => body(),
      it: (name, body) => {
        if (!includes(name)) return;
        cases.push(async (change) => {
          changing = change;
          return body().then(
            () => undefined,
            (error: unknown) => String(error),
          );
        });
      },
    },
    directoryProfile(() => "", changed),
  );
  return cases;
}
