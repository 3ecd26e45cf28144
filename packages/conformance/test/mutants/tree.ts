import { errorFromCode, isNamespaceError, type Namespace, operationNames } from "@lancetree/core";
import {
  changed,
  changeError,
  changeRequest,
  changeResult,
  createParents,
  each,
  lists,
  type Mutant,
  makers,
  names,
  recoverFrom,
  without,
} from "./change.ts";

/** Wrong implementations of what stands where in the tree. */
export const treeMutants: readonly Mutant[] = [
  {
    bug: "a missing namespace lists as empty",
    rules: ["required parents"],
    make: changed({
      listNamespaces: recoverFrom(1, { namespaces: [] }),
      listTables: recoverFrom(1, { tables: [] }),
    }),
  },
  {
    bug: "namespaces make their parents",
    rules: ["required parents"],
    make: changed({ createNamespace: createParents }),
  },
  {
    bug: "tables make their parents",
    rules: ["required parents"],
    make: changed(each(makers, createParents)),
  },
  {
    bug: "the kinds have an id space each",
    rules: ["one id space"],
    make: changed(
      each(
        makers,
        (call) => async (request, options) =>
          call(request, options).catch((error: unknown) => {
            if (isNamespaceError(error, 2)) return {};
            throw error;
          }),
      ),
    ),
  },
  {
    bug: "a taken name is always the asked kind's error",
    rules: ["one id space", "wrong kind"],
    make: changed({
      ...each(
        makers,
        changeError((error) => (isNamespaceError(error, 2) ? errorFromCode(5, error.message) : error)),
      ),
      createNamespace: changeError((error) =>
        isNamespaceError(error, 5) ? errorFromCode(2, error.message) : error,
      ),
    }),
  },
  {
    bug: "dropping a namespace drops a table of that name",
    rules: ["wrong kind"],
    make: changed({
      dropNamespace: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const isTable = await right.tableExists({ id }).then(
          () => true,
          () => false,
        );
        return isTable ? { ...(await right.dropTable({ id })) } : call(request, options);
      },
    }),
  },
  {
    bug: "a namespace exists as a table",
    rules: ["wrong kind"],
    make: changed({
      tableExists: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const isNamespace =
          id?.length > 0 &&
          (await right.namespaceExists({ id }).then(
            () => true,
            () => false,
          ));
        return isNamespace ? {} : call(request, options);
      },
    }),
  },
  {
    bug: "a missing parent is a missing table",
    rules: ["missing parent", "required parents"],
    make: changed(
      each(
        ["describeTable", "tableExists", "dropTable", "deregisterTable", "renameTable"],
        changeError((error) => (isNamespaceError(error, 1) ? errorFromCode(4, error.message) : error)),
      ),
    ),
  },
  {
    bug: "a missing table is a missing namespace",
    rules: ["missing parent"],
    make: changed(
      each(
        ["describeTable", "tableExists", "dropTable", "deregisterTable", "renameTable"],
        changeError((error) => (isNamespaceError(error, 4) ? errorFromCode(1, error.message) : error)),
      ),
    ),
  },
  {
    bug: "lists ascend as people sort",
    rules: ["list order"],
    make: changed(
      each(
        lists,
        names((list) => list.toSorted((left, right) => left.localeCompare(right))),
      ),
    ),
  },
  {
    bug: "lists come in the order of creation",
    rules: ["list order"],
    make: changed(
      each(
        ["listTables"],
        names((list) => list.toReversed()),
      ),
    ),
  },
  {
    bug: "a drop resolves before the table has gone",
    rules: ["list order"],
    make: droppingLate,
  },
  {
    bug: "a rename without a namespace goes to the root",
    rules: ["table names"],
    make: changed({
      renameTable: changeRequest((request) => ({
        ...request,
        new_namespace_id: request["new_namespace_id"] ?? [],
      })),
    }),
  },
  {
    bug: "include_declared is ignored",
    rules: ["table names"],
    make: changed(each(["listTables", "listAllTables"], changeRequest(without("include_declared")))),
  },
  {
    bug: "all tables are those of the root",
    rules: ["table names"],
    make: changed({
      listAllTables: (_, right) => async (request) => ({
        ...(await right.listTables({ ...request, id: [] })),
      }),
    }),
  },
  {
    bug: "a listing goes all the way down",
    rules: ["path shape"],
    make: changed({
      listTables: (call, right) => async (request, options) => {
        const result = await call(request, options);
        const inside = (request["id"] as string[]).join("$");
        const { tables } = await right.listAllTables({});
        const below = tables.filter((name) => inside === "" || name.startsWith(`${inside}$`));
        return { ...result, tables: below.map((name) => name.split("$").at(-1)) };
      },
    }),
  },
  {
    bug: "a rename never leaves its namespace",
    rules: ["table names", "required parents"],
    make: changed({ renameTable: changeRequest(without("new_namespace_id")) }),
  },
  {
    bug: "check_declared does not look",
    rules: ["table names"],
    make: changed({
      describeTable: changeResult((result) => ({
        ...result,
        ...("is_only_declared" in result && { is_only_declared: true }),
      })),
    }),
  },
];

/** Drops a table after the next call has completed. */
function droppingLate(): Namespace {
  const waiting: (() => Promise<unknown>)[] = [];
  return changed({
    ...each(operationNames, (call) => async (request, options) => {
      const late = waiting.splice(0);
      try {
        return await call(request, options);
      } finally {
        for (const drop of late) await drop().catch(() => undefined);
      }
    }),
    dropTable: (call, right) => async (request, options) => {
      await right.tableExists(request);
      waiting.push(() => call(request, options));
      return { id: request["id"], location: "gone" };
    },
  })();
}
