import { type Namespace, UnsupportedError } from "@lancetree/core";

/** Operations that a catalog without namespaces does not support. */
const refused: readonly (string | symbol)[] = [
  "createNamespace",
  "dropNamespace",
  "renameTable",
  "listAllTables",
];

/**
 * A namespace of which only the tables in the root can be reached, as of a catalog that other clients open with
 * `manifest_enabled = "false"`: they find tables by the names of folders.
 */
export function rootTablesOnly<Inner extends Namespace>(namespace: Inner): Inner {
  return new Proxy(namespace, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (!isFunction(member)) return member;
      return async (request?: unknown, ...more: unknown[]) => {
        if (refused.includes(key) || depthOf(key, request) > 1) {
          throw new UnsupportedError(
            "With manifestEnabled: false there are tables of the root only; namespaces are not supported.",
          );
        }
        return Reflect.apply(member, target, [request, ...more]);
      };
    },
  });
}

function isFunction(value: unknown): value is (...parameters: unknown[]) => unknown {
  return typeof value === "function";
}

/** How deep a request reaches: an operation on a namespace means what is inside of it. */
function depthOf(key: string | symbol, request: unknown): number {
  const { id }: { id?: unknown } = { ...Object(request) };
  const inside = key === "listTables" || key === "listNamespaces" ? 1 : 0;
  return Array.isArray(id) ? id.length + inside : 0;
}
