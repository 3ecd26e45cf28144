import {
  NamespaceAlreadyExistsError,
  NamespaceNotEmptyError,
  NamespaceNotFoundError,
  TableAlreadyExistsError,
  TableNotFoundError,
} from "./errors.ts";
import type { CreateMode } from "./mode.ts";
import { quotePath } from "./quote.ts";

/** The two kinds of objects in a tree. They share one id space: a path is at most one of them. */
export type ObjectKind = "namespace" | "table";

/** Returns the kind of the object at a path; undefined if no object exists there. Never called for the root. */
export type KindOf = (path: readonly string[]) => ObjectKind | undefined;

/**
 * Checks that a namespace and every namespace above it exist. The root always exists.
 *
 * @throws NamespaceNotFoundError naming the first missing one; a table does not count as a namespace
 */
export function requireNamespace(path: readonly string[], kindOf: KindOf): void {
  for (let depth = 1; depth <= path.length; depth++) {
    const part = path.slice(0, depth);
    const kind = kindOf(part);
    if (kind !== "namespace") throw namespaceNotFound(part, kind);
  }
}

/**
 * Checks that the parent namespace of an existing or new object exists.
 *
 * @throws NamespaceNotFoundError
 */
export function requireParent(path: readonly string[], kindOf: KindOf): void {
  requireNamespace(path.slice(0, -1), kindOf);
}

/**
 * Checks that a table exists. A missing namespace above it takes precedence over the missing table.
 *
 * @throws NamespaceNotFoundError or TableNotFoundError; a namespace does not count as a table
 */
export function requireTable(path: readonly string[], kindOf: KindOf): void {
  requireParent(path, kindOf);
  const kind = kindOf(path);
  if (kind !== "table") throw tableNotFound(path, kind);
}

/**
 * Decides what creating an object under a name does: `new` if the name is free, otherwise `keep` or `replace`,
 * depending on the mode.
 *
 * @throws NamespaceNotFoundError if the parent is missing, which takes precedence over all other errors
 * @throws NamespaceAlreadyExistsError or TableAlreadyExistsError under mode `create`, and under every mode when the
 *   other kind has the name
 */
export function resolveCreate(
  path: readonly string[],
  kind: ObjectKind,
  mode: CreateMode,
  kindOf: KindOf,
): "new" | "keep" | "replace" {
  requireParent(path, kindOf);
  const taken = path.length === 0 ? "namespace" : kindOf(path);
  if (taken === undefined) return "new";
  if (taken !== kind || mode === "create") throw alreadyExists(path, taken);
  return mode === "exist_ok" ? "keep" : "replace";
}

/** The error for a missing namespace. `found` is the kind of the object that has its name, if there is one. */
export function namespaceNotFound(path: readonly string[], found?: ObjectKind): NamespaceNotFoundError {
  const reason = found === "table" ? ": the name belongs to a table" : "";
  return new NamespaceNotFoundError(`Namespace ${quotePath(path)} was not found${reason}.`);
}

/** The error for a missing table. `found` is the kind of the object that has its name, if there is one. */
export function tableNotFound(path: readonly string[], found?: ObjectKind): TableNotFoundError {
  const reason = found === "namespace" ? ": the name belongs to a namespace" : "";
  return new TableNotFoundError(`Table ${quotePath(path)} was not found${reason}.`);
}

/** The error for a name that already exists, by the kind of the object that has it. */
export function alreadyExists(
  path: readonly string[],
  taken: ObjectKind,
): NamespaceAlreadyExistsError | TableAlreadyExistsError {
  return taken === "namespace"
    ? new NamespaceAlreadyExistsError(
        path.length === 0
          ? "The root namespace always exists."
          : `Namespace ${quotePath(path)} already exists.`,
      )
    : new TableAlreadyExistsError(`Table ${quotePath(path)} already exists.`);
}

/** The error for dropping a namespace that is not empty. */
export function namespaceNotEmpty(path: readonly string[]): NamespaceNotEmptyError {
  return new NamespaceNotEmptyError(
    `Namespace ${quotePath(path)} is not empty; drop it with behavior "cascade".`,
  );
}
