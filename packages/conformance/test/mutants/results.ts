import { errorFromCode, isNamespaceError, operationNames } from "@lancetree/core";
import {
  changed,
  changeError,
  changeRequest,
  changeResult,
  each,
  lists,
  type Mutant,
  makers,
  without,
} from "./change.ts";

/** Wrong results and wrong errors. */
export const resultMutants: readonly Mutant[] = [
  {
    bug: "no properties are absent instead of {}",
    rules: ["properties"],
    make: changed(
      each(
        ["createNamespace", "describeNamespace", ...makers, "describeTable"],
        changeResult((result) =>
          JSON.stringify(result["properties"]) === "{}" ? without("properties")(result) : result,
        ),
      ),
    ),
  },
  {
    bug: "properties are turned into strings instead of refused",
    rules: ["properties"],
    make: changed(
      each(
        ["createNamespace", ...makers],
        changeRequest((request) => {
          const properties = request["properties"];
          if (typeof properties !== "object" || properties === null || Array.isArray(properties))
            return request;
          return {
            ...request,
            properties: Object.fromEntries(
              Object.entries(properties).map(([key, value]) => [key, String(value)]),
            ),
          };
        }),
      ),
    ),
  },
  {
    bug: "properties are copied by assignment, which loses __proto__",
    rules: ["properties"],
    make: changed(
      each(
        ["describeNamespace", "describeTable"],
        changeResult((result) => {
          const copy: Record<string, unknown> = {};
          for (const [key, value] of Object.entries(result["properties"] ?? {})) copy[key] = value;
          return { ...result, properties: copy };
        }),
      ),
    ),
  },
  {
    bug: "a table loses its properties when it is registered",
    rules: ["properties"],
    make: changed({ registerTable: changeRequest(without("properties")) }),
  },
  {
    bug: "lists drop their token",
    rules: ["pages"],
    make: changed(each(["listTables"], changeResult(without("page_token")))),
  },
  {
    bug: "listAllTables drops its token",
    rules: ["pages"],
    make: changed({ listAllTables: changeResult(without("page_token")) }),
  },
  {
    bug: "the token is the next name, which the next page then skips",
    rules: ["pages"],
    make: changed({
      listNamespaces: (call, right) => async (request, options) => {
        const result = await call(request, options);
        if (!result["page_token"]) return result;
        const next = await right.listNamespaces({
          id: request["id"] as string[],
          page_token: result["page_token"] as string,
        });
        return { ...result, page_token: next.namespaces[0] };
      },
    }),
  },
  {
    bug: "pages have a length by default",
    rules: ["pages"],
    make: changed(
      each(
        lists,
        changeRequest((request) => ({ ...request, limit: request["limit"] ?? 100 })),
      ),
    ),
  },
  {
    bug: "the token counts names instead of naming one",
    rules: ["pages"],
    make: changed({
      listTables: (call) => async (request, options) => {
        const all = (await call(without("page_token", "limit")(request), options))["tables"] as string[];
        const start = Number(request["page_token"] ?? 0) || 0;
        const end = start + Number(request["limit"] ?? all.length);
        return { tables: all.slice(start, end), ...(end < all.length && { page_token: String(end) }) };
      },
    }),
  },
  {
    bug: "limit 0 means all",
    rules: ["pages"],
    make: changed(
      each(
        lists,
        changeRequest((request) => (request["limit"] === 0 ? without("limit")(request) : request)),
      ),
    ),
  },
  {
    bug: "the last page has a token",
    rules: ["pages"],
    make: changed(
      each(
        ["listNamespaces"],
        changeResult((result) => ({ page_token: (result["namespaces"] as string[]).at(-1), ...result })),
      ),
    ),
  },
  {
    bug: "every error is internal",
    rules: ["error shape"],
    make: changed(
      each(
        operationNames,
        changeError((error) => (isNamespaceError(error, 0) ? error : errorFromCode(18, "some"))),
      ),
    ),
  },
  {
    bug: "errors are plain",
    rules: ["error shape"],
    make: changed(
      each(
        operationNames,
        changeError((error) => (isNamespaceError(error, 0) ? error : new Error(String(error)))),
      ),
    ),
  },
  {
    bug: "messages hold a foreign stack",
    rules: ["error shape"],
    make: changed(
      each(
        operationNames,
        changeError((error) =>
          isNamespaceError(error)
            ? errorFromCode(error.code, `${error.message} (node_modules/catalog/tree.js:12:34)`)
            : error,
        ),
      ),
    ),
  },
  {
    bug: "messages hold the properties",
    rules: ["error shape"],
    make: changed({
      dropNamespace: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const known = await right.describeNamespace({ id }).catch(() => ({}));
        return changeError((error) =>
          isNamespaceError(error)
            ? errorFromCode(error.code, `${error.message} ${JSON.stringify(known)}`)
            : error,
        )(call, right)(request, options);
      },
    }),
  },
  {
    bug: "signals are ignored",
    rules: ["abort signal"],
    make: changed(each(operationNames, (call) => (request) => call(request))),
  },
  {
    bug: "the signal's reason is wrapped",
    rules: ["abort signal"],
    make: changed(
      each(
        operationNames,
        changeError((error) => (isNamespaceError(error) ? error : errorFromCode(18, String(error)))),
      ),
    ),
  },
  {
    bug: "an unsupported operation succeeds",
    rules: ["unsupported"],
    make: changed({ getTableStats: () => async () => ({ num_rows: 0 }) }),
  },
  {
    bug: "an unsupported operation is internal",
    rules: ["unsupported"],
    make: changed({ queryTable: changeError(() => errorFromCode(18, "not implemented")) }),
  },
  {
    bug: "a rename loses the properties",
    rules: ["properties", "table names"],
    make: changed({
      renameTable: (call, right) => async (request, options) => {
        const result = await call(request, options);
        const id = request["id"] as string[];
        const parent = (request["new_namespace_id"] as string[] | undefined) ?? id.slice(0, -1);
        const to = [...parent, request["new_table_name"] as string];
        const { location } = await right.describeTable({ id: to });
        await right.registerTable({ id: to, location: location ?? "", mode: "overwrite" });
        return result;
      },
    }),
  },
];
