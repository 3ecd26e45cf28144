import { isNamespaceError } from "@lancetree/core";
import { equal, holds, rejects, runConcurrently } from "../assert.ts";
import { tableMakers } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

const callers = [1, 2, 3, 4];

/** Demands that errors are of these codes and no others. */
function areOf(errors: readonly unknown[], ...codes: readonly (1 | 2 | 3 | 4 | 5)[]): void {
  for (const error of errors) {
    holds(
      codes.some((code) => isNamespaceError(error, code)),
      `expected ${codes.join(" or ")}, got ${String(error)}`,
    );
  }
}

/** What a reader sees while something happens, again and again until it is over. */
async function seenDuring<Seen>(action: Promise<unknown>, read: () => Promise<Seen>): Promise<Seen[]> {
  const pending = new Set([action]);
  const watch = async (): Promise<Seen[]> => {
    const seen: Seen[] = [];
    while (pending.size > 0) {
      seen.push(await read());
      // Timers and sockets get their turn.
      await new Promise((resolve) => setTimeout(resolve));
    }
    return seen;
  };
  const [seen] = await Promise.all([watch(), action.finally(() => pending.clear())]);
  return seen;
}

/** Operations that run at the same time end as if one had come after the other. */
export const concurrency: Rule = {
  name: "concurrency",
  cases: {
    "one of several creates the namespace": async ({ namespace, namespaces }) => {
      const creates = callers.map((caller) =>
        namespace.createNamespace({ id: ["prod"], properties: { caller: String(caller) } }),
      );
      const { succeeded, errors } = await runConcurrently(creates);
      equal(succeeded, 1, "creates that succeeded");
      areOf(errors, 2);
      equal(await namespaces([]), ["prod"], "namespaces");
    },
    "all of several have the namespace with exist_ok, and the same one": async ({ namespace }) => {
      const results = await Promise.all(
        callers.map((caller) =>
          namespace.createNamespace({
            id: ["prod"],
            mode: "exist_ok",
            properties: { caller: String(caller) },
          }),
        ),
      );
      const { properties } = await namespace.describeNamespace({ id: ["prod"] });
      for (const result of results) equal(result.properties, properties, "properties in a result");
    },
    ...each(
      tableMakers,
      (maker) => `one of several makes the table by ${maker}`,
      async ({ addNamespace, makeTable, tables }, maker) => {
        await addNamespace(["prod"]);
        const { succeeded, errors } = await runConcurrently(
          callers.map(() => makeTable(maker, ["prod", "t"])),
        );
        equal(succeeded, 1, "tables that were made");
        areOf(errors, 5);
        equal(await tables(["prod"]), ["t"], "tables");
      },
    ),
    "a name goes to a table or to a namespace": async ({
      namespace,
      addNamespace,
      addTable,
      namespaces,
      tables,
    }) => {
      await addNamespace(["prod"]);
      const { succeeded, errors } = await runConcurrently([
        addTable(["prod", "name"]),
        namespace.createNamespace({ id: ["prod", "name"] }),
      ]);
      equal(succeeded, 1, "objects that were created");
      areOf(errors, 2, 5);
      equal([...(await namespaces(["prod"])), ...(await tables(["prod"]))], ["name"], "names");
    },
    "one of several drops the namespace": async ({ namespace, addNamespace, namespaces }) => {
      await addNamespace(["prod"]);
      const { succeeded, errors } = await runConcurrently(
        callers.map(() => namespace.dropNamespace({ id: ["prod"] })),
      );
      equal(succeeded, 1, "drops that succeeded");
      areOf(errors, 1);
      equal(await namespaces([]), [], "namespaces");
    },
    "one of several drops the table": async ({ namespace, addTable, tables }) => {
      await addTable(["t"]);
      const { succeeded, errors } = await runConcurrently(
        callers.map(() => namespace.dropTable({ id: ["t"] })),
      );
      equal(succeeded, 1, "drops that succeeded");
      areOf(errors, 4);
      equal(await tables([]), [], "tables");
    },
    "one of several deregisters the table": async ({ namespace, addTable }) => {
      await addTable(["t"]);
      const { succeeded, errors } = await runConcurrently(
        callers.map(() => namespace.deregisterTable({ id: ["t"] })),
      );
      equal(succeeded, 1, "deregistrations that succeeded");
      areOf(errors, 4);
      await rejects(namespace.describeTable({ id: ["t"] }), 4);
    },
    ...each(
      ["namespace", "table"] as const,
      (kind) => `a ${kind} is created, or the namespace above it is dropped`,
      async ({ namespace, addNamespace, addTable, namespaces }, kind) => {
        for (const round of callers) {
          const above = `prod${round}`;
          await addNamespace([above]);
          const create = () => (kind === "table" ? addTable : addNamespace)([above, "below"]);
          const drop = () => namespace.dropNamespace({ id: [above] });
          const order = round % 2 === 0 ? [create(), drop()] : [drop(), create()];
          const { succeeded, errors } = await runConcurrently(order);
          equal(succeeded, 1, "operations that succeeded");
          areOf(errors, 1, 3);
        }
        for (const above of await namespaces([])) {
          const below = await namespace.listTables({ id: [above] });
          const inner = await namespaces([above]);
          equal([...below.tables, ...inner], ["below"], `what ${above} holds, which was not dropped`);
        }
      },
    ),
    "nothing is created in what a cascade takes away": async ({
      namespace,
      addNamespace,
      addTable,
      namespaces,
    }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      const { errors } = await runConcurrently([
        addNamespace(["prod", "a"]),
        namespace.dropNamespace({ id: ["prod"], behavior: "cascade" }),
        addTable(["prod", "u"]),
      ]);
      areOf(errors, 1);
      equal(await namespaces([]), [], "namespaces");
      equal((await namespace.listAllTables({})).tables, [], "all tables");
    },
    "one of two tables is renamed to a name": async ({ namespace, addTable, tables }) => {
      await addTable(["t"]);
      await addTable(["u"]);
      const { succeeded, errors } = await runConcurrently(
        ["t", "u"].map((name) => namespace.renameTable({ id: [name], new_table_name: "v" })),
      );
      equal(succeeded, 1, "renames that succeeded");
      areOf(errors, 5);
      const left = await tables([]);
      holds(left.length === 2 && left.includes("v"), `expected v and one of t and u, got ${left.join(", ")}`);
    },
    "readers of an overwrite see the old namespace or the new one": async ({ namespace, addNamespace }) => {
      await addNamespace(["prod"], { state: "old" });
      await addNamespace(["prod", "inner"]);
      const read = async (): Promise<unknown> =>
        (await namespace.describeNamespace({ id: ["prod"] })).properties;
      const request = { id: ["prod"], mode: "overwrite", properties: { state: "new" } };
      const seen = await seenDuring(namespace.createNamespace(request), read);
      for (const properties of [...seen, await read()]) {
        const state = JSON.stringify(properties);
        holds(/^\{"state":"(old|new)"\}$/.test(state), `a reader saw ${state}`);
      }
      equal(await read(), { state: "new" }, "properties at last");
    },
    "readers of a rename see the table once": async ({ namespace, addNamespace, addTable }) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      const read = async (): Promise<string[]> => (await namespace.listTables({ id: ["prod"] })).tables;
      const request = { id: ["prod", "t"], new_table_name: "u" };
      const seen = await seenDuring(namespace.renameTable(request), read);
      for (const names of seen) holds(/^[tu]$/.test(names.join()), `a reader saw ${JSON.stringify(names)}`);
      equal(await read(), ["u"], "tables at last");
    },
  },
};
