import { isNamespaceError } from "@lancetree/core";
import { type Change, changed, each, foldCase, type Mutant, makers, parentOf } from "./change.ts";

/** Long enough for a reader to come by. */
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

/** Looks first, changes later, and takes no second look. */
const lookingEarly =
  (instead: Record<string, unknown>): Change =>
  (call, right) =>
  async (request, options) => {
    const id = request["id"];
    if (!Array.isArray(id) || id.length === 0 || (request["mode"] ?? "create") !== "create") {
      return call(request, options);
    }
    const taken = await Promise.all([
      right.namespaceExists({ id: id as string[] }).catch(() => undefined),
      right.tableExists({ id: id as string[] }).catch(() => undefined),
    ]);
    await later();
    return call(taken.some(Boolean) ? request : { ...request, ...instead }, options);
  };

/** Wrong implementations that only concurrent callers can notice. */
export const concurrencyMutants: readonly Mutant[] = [
  {
    bug: "two creates both find the name free",
    rules: ["concurrency"],
    make: changed({ createNamespace: lookingEarly({ mode: "overwrite" }) }),
  },
  {
    bug: "two tables both find the name free",
    rules: ["concurrency"],
    make: changed({
      createTable: lookingEarly({ mode: "overwrite" }),
      registerTable: lookingEarly({ mode: "overwrite" }),
    }),
  },
  {
    bug: "two drops both find the table",
    rules: ["concurrency"],
    make: changed({
      dropTable: (call, right) => async (request, options) => {
        const found = await right.describeTable(request);
        await later();
        return call(request, options).catch(() => ({ id: request["id"], location: found.location }));
      },
    }),
  },
  {
    bug: "two deregistrations both find the table",
    rules: ["concurrency"],
    make: changed({
      deregisterTable: (call, right) => async (request, options) => {
        const found = await right.describeTable(request);
        await later();
        return call(request, options).catch(() => ({ id: request["id"], location: found.location }));
      },
    }),
  },
  {
    bug: "a create does not look at its parent again",
    rules: ["concurrency"],
    make: changed(
      each(["createNamespace", ...makers], (call, right) => async (request, options) => {
        const id: unknown = request["id"];
        if (!Array.isArray(id) || id.length < 2) return call(request, options);
        const parent = parentOf(request);
        const known = await right.namespaceExists({ id: parent }).catch((error: unknown) => error);
        await later();
        if (!isNamespaceError(known)) await right.createNamespace({ id: parent, mode: "exist_ok" });
        return call(request, options);
      }),
    ),
  },
  {
    bug: "an overwrite drops first and creates then",
    rules: ["concurrency"],
    make: changed({
      createNamespace: (call, right) => async (request, options) => {
        const id: unknown = request["id"];
        if (foldCase(request["mode"]) === "overwrite" && Array.isArray(id) && id.length > 0) {
          await right
            .dropNamespace({ id: id as string[], mode: "skip", behavior: "cascade" })
            .catch(() => undefined);
          await later();
        }
        return call(request, options);
      },
    }),
  },
  {
    bug: "a rename registers first and drops then",
    rules: ["concurrency"],
    make: changed({
      renameTable: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const target = (request["new_namespace_id"] as string[] | undefined) ?? id.slice(0, -1);
        const to = [...target, request["new_table_name"] as string];
        const { location = "", properties = {} } = await right.describeTable({ id });
        if (to.join("$") === id.join("$")) return call(request, options);
        await right.registerTable({ id: to, location, properties: properties ?? {} });
        await later();
        await right.deregisterTable({ id });
        return {};
      },
    }),
  },
];
