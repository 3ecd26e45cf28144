import {
  type ExtensionName,
  extensionNames,
  extensionPaths,
  findObjectsPath,
  UnsupportedError,
} from "@lancetree/core";
import { methodNotAllowed } from "../http-errors.ts";
import type { JsonObject } from "../request/model.ts";
import type { Extension, ExtensionCall } from "./extension.ts";
import { findVisible } from "./find-visible.ts";

const ofCatalog: readonly Extension[] = extensionNames.map((name) => ({
  name,
  method: "POST",
  path: extensionPaths[name],
  ids: ({ id, new_id: newId }) => [
    pathOf(id),
    ...(newId === undefined || newId === null ? [] : [pathOf(newId)]),
  ],
  run: (call) => callNamespace(name, call),
}));

/** Every route below `/lancetree/v1/`; docs/extensions.md describes them. */
const extensions: readonly Extension[] = [
  ...ofCatalog,
  {
    name: "whoAmI",
    method: "GET",
    path: "/lancetree/v1/whoami",
    // It is about the caller, who may always know it, and about no object.
    ids: () => [],
    run: async ({ caller }) => caller.description,
  },
  {
    name: "findObjects",
    method: "POST",
    path: findObjectsPath,
    ids: ({ id }, { within }) => within(pathOf(id)),
    run: findVisible,
  },
];

/**
 * Finds the extension that a path names; undefined if it names none.
 *
 * @throws NamespaceError with status 405 for another method
 */
export function findExtension(method: string, segments: readonly string[]): Extension | undefined {
  if (segments[0] !== "lancetree") return undefined;
  const called = `/${segments.join("/")}`;
  const fitting = extensions.filter(({ path }) => path === called);
  const found = fitting.find((extension) => extension.method === method);
  if (found === undefined && fitting.length > 0) throw methodNotAllowed(fitting.map((one) => one.method));
  return found;
}

/** Calls the namespace's own operation, which validates the request. */
async function callNamespace(
  name: ExtensionName,
  { request, chosen, options }: ExtensionCall,
): Promise<object> {
  const operation: unknown = Reflect.get(chosen.namespace, name);
  if (!isOperation(operation)) throw new UnsupportedError(`This catalog does not have ${name}.`);
  return operation.call(chosen.namespace, request, options);
}

function isOperation(
  operation: unknown,
): operation is (request: JsonObject, options: ExtensionCall["options"]) => Promise<object> {
  return typeof operation === "function";
}

function pathOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
