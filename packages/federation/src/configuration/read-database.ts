import { homedir } from "node:os";
import { dirname, isAbsolute, resolve } from "node:path";
import { inHomeFolder, isNamespaceError } from "@lancetree/core";
import { checkVendorProperties } from "@lancetree/dir-namespace";
import { PostgresNamespace } from "@lancetree/postgres-namespace";
import { RestNamespace } from "@lancetree/rest-client";
import { addProblem, type FieldKind, type Fields, readField, readStrings } from "./fields.ts";
import type {
  DatabaseSettings,
  DirectorySettings,
  ModuleSettings,
  PostgresSettings,
  RestSettings,
} from "./settings.ts";
import { suggest } from "./suggest.ts";

type Known = Readonly<Record<string, FieldKind>>;

const directoryKeys: Known = {
  root: "text",
  manifest_enabled: "flag",
  dir_listing_enabled: "flag",
  table_version_tracking_enabled: "flag",
  vend_input_storage_options: "flag",
  vend_input_storage_options_refresh_interval_millis: "number",
  "credential_vendor.enabled": "flag",
};
const postgresKeys: Known = {
  url: "text",
  root: "text",
  catalog: "text",
  retain_seconds: "number",
  migrate: "flag",
  vend_input_storage_options: "flag",
  table_version_tracking_enabled: "flag",
};
const restKeys: Known = { uri: "text", delimiter: "text" };

/**
 * Reads the keys of one database.
 *
 * @param allowModules - whether `module:` may be used
 * @returns undefined when the keys are invalid, which adds problems
 */
export function readDatabase(
  name: string,
  fields: Fields,
  allowModules: boolean,
): DatabaseSettings | undefined {
  if (!fields.byKey.has("ns_impl")) {
    fields.problems.add(fields.location, `${fields.owner} needs "ns_impl". ${suggest("", implementations)}`);
    return undefined;
  }
  const implementation = readField(fields, "ns_impl", "text");
  if (implementation === "dir") return readDirectory(name, fields);
  if (implementation === "postgres") return readPostgres(name, fields);
  if (implementation === "rest") return readRest(name, fields);
  if (implementation?.startsWith("module:")) return readModule(name, fields, implementation, allowModules);
  if (implementation !== undefined) {
    // As it is written in the file: the message must not contain the value of a reference.
    const written = fields.byKey.get("ns_impl")?.value;
    const found = JSON.stringify(written?.kind === "string" ? written.text.slice(0, 50) : "");
    addProblem(
      fields,
      "ns_impl",
      `"ns_impl" of ${fields.owner} is ${found}. ${suggest(implementation, implementations)}`,
    );
  }
  return undefined;
}

const implementations = ["dir", "postgres", "rest", "module:./my-backend.js"];

const expiryKey = "storage.expires_at_millis";

function readDirectory(name: string, fields: Fields): DirectorySettings | undefined {
  const vendorKeys = [...fields.byKey.keys()].filter((key) => key.startsWith("credential_vendor."));
  const vendorKinds = Object.fromEntries(vendorKeys.map((key) => [key, kindFor(fields, key)]));
  const known: Known = { ...directoryKeys, ...vendorKinds };
  const properties = readKnown(fields, known, /^storage\./, "storage.region");
  const { root, manifest_enabled: manifest } = properties;
  if (!fields.byKey.has("root"))
    addProblem(fields, "root", `${fields.owner} needs "root": a folder or a URI.`);
  if (manifest === "false") {
    addProblem(
      fields,
      "manifest_enabled",
      `"manifest_enabled" of ${fields.owner} must be true: without a manifest there are no namespaces.`,
    );
  }
  const expiry = readField(fields, expiryKey, "number");
  if (root === undefined) return undefined;
  try {
    checkVendorProperties(properties);
  } catch (error) {
    if (!isNamespaceError(error)) throw error;
    addProblem(fields, vendorKeys[0] ?? "root", `${fields.owner}: ${error.message}`);
  }
  return {
    kind: "dir",
    name,
    properties: { ...properties, root: resolveFromFile(fields.location.file, root) },
    expiresAtMillis: expiry === undefined ? undefined : Number(expiry),
  };
}

function readPostgres(name: string, fields: Fields): PostgresSettings | undefined {
  const properties = readKnown(fields, postgresKeys, /^storage\./, "storage.region");
  const { url, root } = properties;
  if (!fields.byKey.has("url")) {
    addProblem(
      fields,
      "url",
      `${fields.owner} needs "url": postgres://user@host/database, or pglite:./folder.`,
    );
  }
  if (!fields.byKey.has("root"))
    addProblem(fields, "root", `${fields.owner} needs "root": a folder or a URI for the tables.`);
  const expiry = readField(fields, expiryKey, "number");
  if (url === undefined || root === undefined) return undefined;
  const { [expiryKey]: _, ...rest } = properties;
  const { file } = fields.location;
  const resolved = { ...rest, url: resolveDatabase(file, url), root: resolveFromFile(file, root) };
  try {
    // This validates the options and does not connect.
    PostgresNamespace.fromProperties(resolved);
  } catch (error) {
    if (!isNamespaceError(error)) throw error;
    fields.problems.add(fields.location, `${fields.owner}: ${error.message}`);
  }
  const expiresAtMillis = expiry === undefined ? undefined : Number(expiry);
  return { kind: "postgres", name, properties: resolved, expiresAtMillis };
}

/** PGlite's data are in a folder, or, without one, in memory. */
function resolveDatabase(file: string, url: string): string {
  const [, folder] = /^pglite:(.+)$/s.exec(url) ?? [];
  return folder === undefined ? url : `pglite:${resolveFromFile(file, folder)}`;
}

function readRest(name: string, fields: Fields): RestSettings | undefined {
  const properties = readKnown(fields, restKeys, /^headers?\./, "header.x-api-key", [prefixesKey]);
  const what = 'beginnings of header names such as "X-forward"';
  const forwardHeaderPrefixes = readStrings(fields, prefixesKey, what);
  if (forwardHeaderPrefixes.some((prefix) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(prefix))) {
    addProblem(
      fields,
      prefixesKey,
      `"${prefixesKey}" of ${fields.owner} must be an array of ${what}; found an empty one, or one with characters that a header name cannot have.`,
    );
  }
  if (!fields.byKey.has("uri")) {
    addProblem(fields, "uri", `${fields.owner} needs "uri": the address of a Lance REST catalog.`);
  }
  if (properties["uri"] === undefined) return undefined;
  try {
    // This validates the address and does not connect.
    RestNamespace.fromProperties(properties);
  } catch (error) {
    if (!isNamespaceError(error)) throw error;
    addProblem(fields, "uri", `${fields.owner}: ${error.message}`);
  }
  return {
    kind: "rest",
    name,
    properties,
    forwardHeaderPrefixes: forwardHeaderPrefixes.map((prefix) => prefix.toLowerCase()),
  };
}

const prefixesKey = "forward_header_prefixes";

function readModule(
  name: string,
  fields: Fields,
  implementation: string,
  allowModules: boolean,
): ModuleSettings | undefined {
  const file = implementation.slice("module:".length);
  const keys = [...fields.byKey.keys()].filter((key) => key !== "ns_impl");
  const known = Object.fromEntries(keys.map((key): [string, FieldKind] => [key, kindFor(fields, key)]));
  const properties = readKnown(fields, known, /^$/, "");
  const owned = `"ns_impl" of ${fields.owner}`;
  if (!/^\.{0,2}\//.test(file)) {
    addProblem(fields, "ns_impl", `${owned} must name a file after "module:", such as "./my-backend.js".`);
  }
  if (!allowModules) {
    addProblem(
      fields,
      "ns_impl",
      `${owned} loads a module, which the option allowModules has to allow. ${suggest("", ["dir", "postgres", "rest"])}`,
    );
  }
  return { kind: "module", name, path: resolveFromFile(fields.location.file, file), properties };
}

/** The kind under which a module's key is read: each scalar type of TOML that has a string form. */
function kindFor({ byKey }: Fields, key: string): FieldKind {
  const kind = byKey.get(key)?.value.kind;
  if (kind === "boolean") return "flag";
  return kind === "integer" ? "number" : "text";
}

/** Reads the known keys, and those that match `open`; every other key is a problem. */
function readKnown(
  fields: Fields,
  known: Known,
  open: RegExp,
  example: string,
  others: readonly string[] = [],
): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const key of fields.byKey.keys()) {
    if (key === "ns_impl" || others.includes(key)) continue;
    const kind = Object.hasOwn(known, key) ? known[key] : undefined;
    if (kind === undefined && !(open.test(key) && key.length > key.indexOf(".") + 1)) {
      // For a typing mistake before the dot, the suggestion keeps the part after it.
      const rest = key.includes(".") ? key.slice(key.indexOf(".") + 1) : "";
      const twin = rest === "" ? example : `${example.slice(0, example.indexOf("."))}.${rest}`;
      const allowed = ["ns_impl", ...Object.keys(known), ...others, twin];
      addProblem(fields, key, `unknown key "${key}" of ${fields.owner}. ${suggest(key, allowed)}`);
      continue;
    }
    const text = readField(fields, key, kind ?? "text");
    if (text !== undefined) properties[key] = text;
  }
  return properties;
}

/** Resolves a path of a file relative to the file's folder; `~/` is the home folder. */
function resolveFromFile(file: string, written: string): string {
  const path = inHomeFolder(written, homedir());
  return isAbsolute(path) || /^[a-z][a-z0-9+.-]*:/i.test(path) ? path : resolve(dirname(file), path);
}
