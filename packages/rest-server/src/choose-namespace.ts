import type { Namespace } from "@lancetree/core";
import type { CallerDescription } from "./access/caller-description.ts";
import type { Dialect } from "./dialects/dialect.ts";

/** The namespace that serves one request. */
export interface ChosenNamespace {
  readonly namespace: Namespace;
  /** Name of its database, for `authorize` and the log. */
  readonly database?: string | undefined;
  /** Path of the namespace's root in the database, default `[]`. `authorize` and the log receive paths that include it. */
  readonly prefix?: readonly string[] | undefined;
}

/**
 * Chooses the namespace of a request by its headers. The handler calls it after authentication and before it reads the body of a caller
 * with credentials; an error that it throws becomes the response.
 *
 * @param dialect - `remote` for requests of LanceDB's `connect("db://…")` and `connect_catalog`
 * @param caller - what `describeCaller` returned; undefined without it
 */
export type ChooseNamespace = (
  headers: Headers,
  dialect: Dialect,
  caller: CallerDescription | undefined,
) => ChosenNamespace | Promise<ChosenNamespace>;

/** A function that chooses the given namespace for every request, or the given function. */
export function toChooser(namespace: Namespace | ChooseNamespace): ChooseNamespace {
  return typeof namespace === "function" ? namespace : () => ({ namespace });
}

/** The path of an object in its database. */
export function wholePath({ prefix = [] }: ChosenNamespace, id: readonly string[]): readonly string[] {
  return [...prefix, ...id];
}
