import type { Namespace } from "@lancetree/core";
import type { Dialect } from "./dialects/dialect.ts";

/** What answers one request. */
export interface ChosenNamespace {
  readonly namespace: Namespace;
  /** Name of the database that it belongs to, for `authorize` and the log. */
  readonly database?: string | undefined;
  /** Where in the database the namespace has its root, default `[]`. `authorize` and the log are given whole paths. */
  readonly prefix?: readonly string[] | undefined;
}

/**
 * Chooses by its headers what answers a request. Called after the caller was let in and before the body is read; what it
 * throws is the answer.
 *
 * @param dialect - `remote` where the request comes from `connect("db://…")` or `connect_catalog` of LanceDB
 */
export type ChooseNamespace = (
  headers: Headers,
  dialect: Dialect,
) => ChosenNamespace | Promise<ChosenNamespace>;

/** One namespace for all requests is a choice, too. */
export function chooserOf(namespace: Namespace | ChooseNamespace): ChooseNamespace {
  return typeof namespace === "function" ? namespace : () => ({ namespace });
}

/** A path as it is in the database. */
export function wholePath({ prefix = [] }: ChosenNamespace, id: readonly string[]): readonly string[] {
  return [...prefix, ...id];
}
