import { errorFromCode, isNamespaceError, operationNames } from "@lancetree/core";
import {
  changed,
  changeError,
  changeRequest,
  each,
  foldCase,
  type Mutant,
  makers,
  parentOf,
  repairNames,
  without,
} from "./change.ts";

/** Wrong implementations of what names and paths are. */
export const nameMutants: readonly Mutant[] = [
  {
    bug: "the root is missing",
    rules: ["path shape", "root"],
    make: changed(
      each(["namespaceExists", "describeNamespace"], (call) => (request, options) => {
        const isRoot = Array.isArray(request["id"]) && request["id"].length === 0;
        return isRoot
          ? Promise.reject(errorFromCode(1, "Namespace does not exist: some"))
          : call(request, options);
      }),
    ),
  },
  {
    bug: "a missing id means the root",
    rules: ["path shape"],
    make: changed(
      each(
        operationNames,
        changeRequest((request) => ({ ...request, id: request["id"] ?? [] })),
      ),
    ),
  },
  {
    bug: "lists go by the prefix of the joined name",
    rules: ["path shape"],
    make: changed({
      listNamespaces: (call, right) => async (request, options) => {
        const result = await call(request, options);
        const [last] = (request["id"] as string[]).slice(-1);
        if (last === undefined || request["limit"]) return result;
        const { namespaces } = await right.listNamespaces({ id: parentOf(request) });
        const alike = namespaces.filter((name) => name.startsWith(last) && name !== last);
        return { ...result, namespaces: [...(result["namespaces"] as string[]), ...alike] };
      },
    }),
  },
  {
    bug: "'..' and foreign names are accepted",
    rules: ["component names"],
    make: changed(each(["createNamespace", ...makers], repairNames)),
  },
  {
    bug: "only namespaces check their names",
    rules: ["component names"],
    make: changed(each(makers, repairNames)),
  },
  {
    bug: "a rename checks no name",
    rules: ["component names"],
    make: changed({
      renameTable: changeRequest((request) => ({
        ...request,
        new_table_name: String(request["new_table_name"]).replaceAll(/[^\w.-]|^\.\.?$|^$/g, "_"),
      })),
    }),
  },
  {
    bug: "the message does not name the component",
    rules: ["component names"],
    make: changed(
      each(
        operationNames,
        changeError((error) => (isNamespaceError(error, 13) ? errorFromCode(13, "Invalid input") : error)),
      ),
    ),
  },
  {
    bug: "foreign names cannot be addressed",
    rules: ["component names"],
    make: changed(
      each(
        ["describeNamespace", "dropNamespace", "describeTable", "dropTable", "tableExists"],
        (call) => (request, o) => {
          const id: unknown = request["id"];
          const foreign = Array.isArray(id) && id.some((part) => /[^\w.-]/.test(String(part)));
          return foreign ? Promise.reject(errorFromCode(13, "Component is foreign")) : call(request, o);
        },
      ),
    ),
  },
  {
    bug: "the root can be emptied by a drop",
    rules: ["root"],
    make: changed({
      dropNamespace: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        if (!Array.isArray(id) || id.length > 0) return call(request, options);
        for (const name of (await right.listNamespaces({ id })).namespaces) {
          await right.dropNamespace({ id: [name], behavior: "cascade" });
        }
        return {};
      },
    }),
  },
  {
    bug: "overwriting the root is a conflict",
    rules: ["root"],
    make: changed({
      createNamespace: changeRequest((request) =>
        Array.isArray(request["id"]) &&
        request["id"].length === 0 &&
        foldCase(request["mode"]) === "overwrite"
          ? without("mode")(request)
          : request,
      ),
    }),
  },
];
