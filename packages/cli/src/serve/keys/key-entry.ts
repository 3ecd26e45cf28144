import { validatePath } from "@lancetree/core";
import { usageError } from "../../errors/cli-error.ts";
import { type Role, roles } from "../access/operation-roles.ts";
import { isKeyHash } from "./api-key.ts";

/** What the holder of a key may do. */
export interface Grant {
  /** Who holds the key, for the audit log. */
  readonly name: string;
  readonly role: Role;
  /** Paths that it is for, with all that lies below them; the whole catalog when absent. */
  readonly paths?: readonly (readonly string[])[] | undefined;
  /** Databases that it is for; all when absent. */
  readonly databases?: readonly string[] | undefined;
}

/** A key as it stands in the file. */
export interface KeyEntry extends Grant {
  readonly id: string;
  readonly hash: string;
}

const fields = ["id", "name", "role", "paths", "databases", "hash"];

/** Reads one entry of a key file. Rejects with a usage error that names the field, what is allowed, and never a hash. */
export function parseKeyEntry(value: unknown, where: string): KeyEntry {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw usageError(`${where} must be an object.`);
  }
  const entry = new Map<string, unknown>(Object.entries(value));
  const stray = [...entry.keys()].find((field) => !fields.includes(field));
  if (stray !== undefined) {
    throw usageError(`${where} has a field "${stray}"; it may have ${fields.join(", ")}.`);
  }
  const [id, name, hash] = ["id", "name", "hash"].map((field) => textIn(entry, field, where));
  if (!/^[0-9a-f]{12}$/.test(id ?? "")) throw usageError(`${where}.id must be 12 hexadecimal digits.`);
  if (!isKeyHash(hash ?? "")) {
    throw usageError(`${where}.hash is none that "lancetree keys add" wrote.`, "make the key anew");
  }
  const role = roles.find((known) => known === entry.get("role"));
  if (!role) throw usageError(`${where}.role must be one of ${roles.join(", ")}.`);
  const paths = listIn(entry, "paths", where)?.map((path) => parseScope(path, `${where}.paths`));
  const databases = listIn(entry, "databases", where);
  return {
    id: id ?? "",
    name: checkedName(name ?? "", where),
    role,
    ...(paths && { paths }),
    ...(databases && { databases }),
    hash: hash ?? "",
  };
}

/** As {@link parseKeyEntry} reads it again. */
export function formatKeyEntry({ id, name, role, paths, databases, hash }: KeyEntry): object {
  return {
    id,
    name,
    role,
    ...(paths && { paths: paths.map((path) => path.join("/")) }),
    ...(databases && { databases }),
    hash,
  };
}

/** Reads the path of a scope, `prod/search`. Rejects with a usage error. */
export function parseScope(text: string, where: string): string[] {
  const path = text.split("/");
  try {
    validatePath(path);
    return path;
  } catch {
    throw usageError(
      `${where}: "${text}" is no path such as prod/search.`,
      "leave it out for a key to the whole catalog",
    );
  }
}

/** A name for logs and lists. Rejects with a usage error. */
export function checkedName(name: string, where: string): string {
  if (/^[\w.@-]{1,64}$/.test(name)) return name;
  throw usageError(`${where}: a name has 1 to 64 letters, digits, "_", "-", "." and "@".`);
}

function textIn(entry: ReadonlyMap<string, unknown>, field: string, where: string): string {
  const value = entry.get(field);
  if (typeof value === "string") return value;
  throw usageError(`${where}.${field} must be a text.`);
}

/** An empty list would be a key to nothing, or, read carelessly, to everything. */
function listIn(entry: ReadonlyMap<string, unknown>, field: string, where: string): string[] | undefined {
  const value = entry.get(field);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string"))
    return value;
  throw usageError(`${where}.${field} must be a list of texts that is not empty.`);
}
