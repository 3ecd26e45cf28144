import { InvalidInputError, validatePath } from "@lancetree/core";
import { type Role, roles } from "../access/operation-roles.ts";
import { isKeyHash } from "./api-key.ts";

/** The permissions of a key: what its holder may do, and on which objects. */
export interface Grant {
  /** Name of the key's holder, for the audit log. */
  readonly name: string;
  readonly role: Role;
  /** The paths that the key may use, including everything below them; the whole catalog when absent. */
  readonly paths?: readonly (readonly string[])[] | undefined;
  /** The databases that the key may use; all when absent. */
  readonly databases?: readonly string[] | undefined;
}

/** A key as a key file holds it, without its secret. */
export interface KeyEntry extends Grant {
  readonly id: string;
  readonly hash: string;
}

const fields = ["id", "name", "role", "paths", "databases", "hash"];

/** Reads one entry of a key file. Throws InvalidInput, whose message names the field and what is allowed, and never holds a hash. */
export function parseKeyEntry(value: unknown, where: string): KeyEntry {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidInputError(`${where} must be an object.`);
  }
  const entry = new Map<string, unknown>(Object.entries(value));
  const unknown = [...entry.keys()].find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    throw new InvalidInputError(`${where} has a field "${unknown}"; it may have ${fields.join(", ")}.`);
  }
  const [id, name, hash] = ["id", "name", "hash"].map((field) => stringIn(entry, field, where));
  if (!/^[0-9a-f]{12}$/.test(id ?? ""))
    throw new InvalidInputError(`${where}.id must be 12 hexadecimal digits.`);
  if (!isKeyHash(hash ?? "")) {
    throw new InvalidInputError(`${where}.hash is not a valid hash; create the key again.`);
  }
  const role = roles.find((known) => known === entry.get("role"));
  if (!role) throw new InvalidInputError(`${where}.role must be one of ${roles.join(", ")}.`);
  const paths = listIn(entry, "paths", where)?.map((path) => parseGrantPath(path, `${where}.paths`));
  const databases = listIn(entry, "databases", where);
  return {
    id: id ?? "",
    name: validateName(name ?? "", where),
    role,
    ...(paths && { paths }),
    ...(databases && { databases }),
    hash: hash ?? "",
  };
}

/** Formats an entry as {@link parseKeyEntry} reads it. */
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

/** Parses a path of a grant, such as `prod/search`. Throws InvalidInput. */
export function parseGrantPath(path: string, where: string): string[] {
  const components = path.split("/");
  try {
    validatePath(components);
    return components;
  } catch {
    throw new InvalidInputError(
      `${where}: "${path}" is not a path such as prod/search; a key without paths is for the whole catalog.`,
    );
  }
}

/** Returns a name for logs and lists. Throws InvalidInput. */
export function validateName(name: string, where: string): string {
  if (/^[\w.@-]{1,64}$/.test(name)) return name;
  throw new InvalidInputError(`${where}: a name has 1 to 64 letters, digits, "_", "-", "." and "@".`);
}

function stringIn(entry: ReadonlyMap<string, unknown>, field: string, where: string): string {
  const value = entry.get(field);
  if (typeof value === "string") return value;
  throw new InvalidInputError(`${where}.${field} must be a string.`);
}

/** An empty list is refused: it would be a key to nothing, or, for a careless reader, to everything. */
function listIn(entry: ReadonlyMap<string, unknown>, field: string, where: string): string[] | undefined {
  const value = entry.get(field);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string"))
    return value;
  throw new InvalidInputError(`${where}.${field} must be a list of strings that is not empty.`);
}
