import { errorFromCode, isNamespaceError } from "@lancetree/core";
import {
  changed,
  changeRequest,
  changeResult,
  each,
  foldCase,
  type Mutant,
  mode,
  recoverFrom,
  without,
} from "./change.ts";

/** Wrong implementations of modes and behaviors. */
export const modeMutants: readonly Mutant[] = [
  {
    bug: "createNamespace ignores its mode",
    rules: ["create mode", "mode spelling", "root"],
    make: changed({ createNamespace: changeRequest(without("mode")) }),
  },
  {
    bug: "createTable ignores its mode",
    rules: ["create mode", "mode spelling"],
    make: changed({ createTable: changeRequest(without("mode")) }),
  },
  {
    bug: "registerTable ignores its mode",
    rules: ["create mode", "mode spelling"],
    make: changed({ registerTable: changeRequest(without("mode")) }),
  },
  {
    bug: "exist_ok overwrites",
    rules: ["create mode"],
    make: changed({
      createNamespace: mode("existok", "overwrite"),
      createTable: mode("existok", "overwrite"),
    }),
  },
  {
    bug: "exist_ok returns the properties of the request",
    rules: ["create mode"],
    make: changed(
      each(
        ["createNamespace", "createTable"],
        changeResult((result, request) => ({ ...result, properties: request["properties"] ?? {} })),
      ),
    ),
  },
  {
    bug: "create is exist_ok",
    rules: ["create mode", "root"],
    make: changed({
      createNamespace: changeRequest((request) => ({ ...request, mode: request["mode"] ?? "exist_ok" })),
      createTable: changeRequest((request) => ({ ...request, mode: request["mode"] ?? "exist_ok" })),
    }),
  },
  {
    bug: "overwrite keeps what is below",
    rules: ["create mode"],
    make: changed({
      createNamespace: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const kept =
          foldCase(request["mode"]) === "overwrite" && Array.isArray(id) && id.length > 0 ? id : undefined;
        const { tables } = kept
          ? await right.listTables({ id: kept }).catch(() => ({ tables: [] }))
          : { tables: [] };
        const result = await call(request, options);
        for (const name of tables) await right.declareTable({ id: [...id, name] });
        return result;
      },
    }),
  },
  {
    bug: "dropNamespace ignores its mode",
    rules: ["drop mode", "mode spelling"],
    make: changed({ dropNamespace: changeRequest(without("mode")) }),
  },
  {
    bug: "dropNamespace always skips",
    rules: ["drop mode"],
    make: changed({ dropNamespace: changeRequest((request) => ({ ...request, mode: "skip" })) }),
  },
  {
    bug: "dropping a missing table succeeds",
    rules: ["drop mode"],
    make: changed(each(["dropTable", "deregisterTable"], recoverFrom(4, {}))),
  },
  {
    bug: "cascade is ignored",
    rules: ["drop behavior", "mode spelling"],
    make: changed({ dropNamespace: changeRequest(without("behavior")) }),
  },
  {
    bug: "restrict is ignored",
    rules: ["drop behavior"],
    make: changed({ dropNamespace: changeRequest((request) => ({ ...request, behavior: "cascade" })) }),
  },
  {
    bug: "restrict looks at namespaces only",
    rules: ["drop behavior"],
    make: changed({
      dropNamespace: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const inner = await right.listNamespaces({ id }).catch(() => ({ namespaces: ["unknown"] }));
        const behavior = inner.namespaces.length === 0 ? "cascade" : request["behavior"];
        return call({ ...request, behavior }, options);
      },
    }),
  },
  {
    bug: "cascade goes one level deep",
    rules: ["drop behavior"],
    make: changed({
      dropNamespace: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const { namespaces } = await right
          .listNamespaces({ id })
          .catch(() => ({ namespaces: [] as string[] }));
        for (const name of namespaces) await right.dropNamespace({ id: [...id, name] });
        return call(request, options);
      },
    }),
  },
  {
    bug: "modes are read in one spelling only",
    rules: ["mode spelling"],
    make: changed(
      each(
        ["createNamespace", "createTable", "registerTable", "dropNamespace"],
        (call) => (request, options) => {
          const odd = ["mode", "behavior"].some((field) =>
            /[A-Z]/.test(JSON.stringify(request[field] ?? "")),
          );
          return odd ? Promise.reject(errorFromCode(13, "Unknown mode")) : call(request, options);
        },
      ),
    ),
  },
  {
    bug: "an unknown mode is the default",
    rules: ["mode spelling"],
    make: changed(
      each(["createNamespace", "createTable", "dropNamespace"], (call) => async (request, options) => {
        try {
          return await call(request, options);
        } catch (error) {
          if (isNamespaceError(error, 13)) return call(without("mode", "behavior")(request), options);
          throw error;
        }
      }),
    ),
  },
  {
    bug: "overwrite needs something to overwrite",
    rules: ["create mode"],
    make: changed(
      each(["createNamespace", "createTable", "registerTable"], (call, right) => async (request, options) => {
        const { id } = request as { id: string[] };
        if (foldCase(request["mode"]) === "overwrite" && id.length > 0) {
          const table = await right.tableExists({ id }).catch((error: unknown) => error);
          if (isNamespaceError(table, 4)) await right.namespaceExists({ id });
        }
        return call(request, options);
      }),
    ),
  },
];
