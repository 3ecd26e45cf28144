import { extensionTable, UnsupportedError } from "@lancetree/core";
import { methodNotAllowed } from "../http-errors.ts";
import { extensionModel } from "../request/json-schema.ts";
import type { JsonObject } from "../request/model.ts";
import type { Extension, ExtensionCall, RouteName } from "./extension.ts";
import { findVisible } from "./find-visible.ts";

type Handling = Pick<Extension, "ids" | "run">;

/** The routes that do more than call the namespace's own operation. */
const handlings: { readonly [Name in RouteName]?: Handling } = {
  // It is about the caller, who may always know it, and about no object.
  whoAmI: { ids: () => [], run: async ({ caller }) => caller.description },
  findObjects: { ids: ({ id }, { within }) => within(pathOf(id)), run: findVisible },
};

/** Every route below `/lancetree/v1/`; the document in `extensions/` of the package `spec` describes them. */
const extensions: readonly Extension[] = (Object.keys(extensionTable) as RouteName[]).map((name) => ({
  name,
  ...extensionTable[name],
  model: extensionModel(extensionTable[name].path),
  ...(handlings[name] ?? handlingOf(name)),
}));

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

function handlingOf(name: RouteName): Handling {
  return {
    ids: ({ id, new_id: newId }) => [pathOf(id), ...(newId === undefined ? [] : [pathOf(newId)])],
    run: (call) => callNamespace(name, call),
  };
}

/** Calls the namespace's own operation, which validates the request further. */
async function callNamespace(name: RouteName, { request, chosen, options }: ExtensionCall): Promise<object> {
  const operation: unknown = Reflect.get(chosen.namespace, name);
  if (!isOperation(operation)) throw new UnsupportedError(`This catalog does not have ${name}.`);
  return operation.call(chosen.namespace, request, options);
}

function isOperation(
  operation: unknown,
): operation is (request: JsonObject, options: ExtensionCall["options"]) => Promise<object> {
  return typeof operation === "function";
}

/** The path in a field, which is that of the root where it is absent. The request was read by its model, so each component is a string. */
function pathOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
