import {
  type ExtensionName,
  extensionNames,
  extensionPaths,
  findObjectsPath,
  InvalidInputError,
  UnsupportedError,
} from "@lancetree/core";
import { methodNotAllowed } from "../http-errors.ts";
import type { JsonObject } from "../request/model.ts";
import type { Extension, ExtensionCall } from "./extension.ts";
import { findVisible } from "./find-visible.ts";

/** The fields of the requests, beside `id`. */
const fieldsOf: Readonly<Record<ExtensionName, readonly string[]>> = {
  listDropped: ["limit", "page_token"],
  undrop: ["drop_id", "new_id"],
  purgeDropped: ["older_than_seconds"],
  alterProperties: ["set", "remove"],
};

const ofCatalog: readonly Extension[] = extensionNames.map((name) => ({
  name,
  method: "POST",
  path: extensionPaths[name],
  fields: ["id", ...fieldsOf[name]],
  ids: (request) => [
    pathIn(request, "id"),
    ...(isPresent(request["new_id"]) ? [pathIn(request, "new_id")] : []),
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
    fields: [],
    // It is about the caller, who may always know it, and about no object.
    ids: () => [],
    run: async ({ caller }) => caller.description,
  },
  {
    name: "findObjects",
    method: "POST",
    path: findObjectsPath,
    fields: ["id", "text", "limit", "page_token"],
    ids: (request, { within }) => within(pathIn(request, "id")),
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

/**
 * The path in a field of a request; that of the root where it is absent. `authorize` decides about exactly this path, so nothing is turned
 * into a string here.
 *
 * @throws InvalidInputError
 */
function pathIn(request: JsonObject, field: string): string[] {
  const value = request[field];
  if (!isPresent(value)) return [];
  if (Array.isArray(value) && value.every((component) => typeof component === "string")) return value;
  throw new InvalidInputError(`The field ${field} must be an array of strings.`);
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}
