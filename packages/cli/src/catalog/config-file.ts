import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { inHomeFolder, isError, isSystemError } from "@lancetree/core";
import { usageError } from "../errors/cli-error.ts";
import { fileError, isDenied } from "../errors/file-error.ts";
import { readTextFile } from "../read-text-file.ts";
import { didYouMean } from "../suggestion.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** One catalog of the configuration file. Its paths are absolute. */
export interface Profile {
  readonly root?: string | undefined;
  /** The database of the catalog whose tables are below the root. */
  readonly postgres?: string | undefined;
  readonly uri?: string | undefined;
  readonly apiKeyFile?: string | undefined;
  /** The name of the variable that holds the API key. */
  readonly apiKeyVariable?: string | undefined;
  readonly storage: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ConfigFile {
  readonly path: string;
  /** The profile that is used when the command names none. */
  readonly defaultProfile: string | undefined;
  readonly profiles: ReadonlyMap<string, Profile>;
}

const topKeys = ["default", "profiles"];
const profileKeys = ["root", "postgres", "uri", "api_key_file", "api_key_env", "storage", "headers"];

/** Where the configuration file is: `LANCETREE_CONFIG`, or where the system keeps such files. */
export function configPath(environment: Environment): string {
  const { LANCETREE_CONFIG, XDG_CONFIG_HOME, APPDATA, HOME } = environment;
  if (LANCETREE_CONFIG) return resolve(LANCETREE_CONFIG);
  const home = HOME || homedir();
  const folder =
    XDG_CONFIG_HOME || (process.platform === "win32" && APPDATA ? APPDATA : join(home, ".config"));
  return join(folder, "lancetree", "config.toml");
}

/** Reads the configuration file; undefined where there is none, unless `LANCETREE_CONFIG` names it. */
export async function readConfigFile(environment: Environment): Promise<ConfigFile | undefined> {
  const path = configPath(environment);
  let text: string;
  try {
    text = await readTextFile(path);
  } catch (cause) {
    const isMissing = isSystemError(cause) && cause.code === "ENOENT";
    if (isMissing && !environment["LANCETREE_CONFIG"]) return undefined;
    if (isDenied(cause)) throw fileError(path, cause);
    throw usageError(
      `The configuration file ${path} cannot be read.`,
      "check LANCETREE_CONFIG and the file's permissions",
    );
  }
  const { parse } = await import("smol-toml");
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    const [problem = ""] = (isError(error) ? error.message : "").split("\n");
    throw usageError(`${path} is not valid TOML: ${problem}`, "correct the file");
  }
  return readContent(path, content);
}

function readContent(path: string, content: unknown): ConfigFile {
  const top = tableAt(path, "the file", content);
  checkKeys(path, "", top, topKeys);
  const profiles = new Map<string, Profile>();
  for (const [name, profile] of Object.entries(tableAt(path, "profiles", top["profiles"] ?? {}))) {
    profiles.set(name, readProfile(path, `profiles.${name}`, tableAt(path, `profiles.${name}`, profile)));
  }
  const defaultProfile = stringAt(path, "default", top["default"]);
  if (defaultProfile !== undefined && !profiles.has(defaultProfile)) {
    throw usageError(
      `${path}: "default" names the profile "${defaultProfile}", which the file does not define.`,
      didYouMean(defaultProfile, [...profiles.keys()]),
    );
  }
  return { path, defaultProfile, profiles };
}

function readProfile(path: string, where: string, table: Record<string, unknown>): Profile {
  checkKeys(path, `${where}.`, table, profileKeys);
  const text = (key: string): string | undefined => stringAt(path, `${where}.${key}`, table[key]);
  const root = text("root");
  const uri = text("uri");
  if ((root === undefined) === (uri === undefined)) {
    throw usageError(`${path}: ${where} needs either "root" or "uri".`, "correct the file");
  }
  const postgres = text("postgres");
  if (postgres !== undefined && root === undefined)
    throw usageError(`${path}: "${where}.postgres" needs a "root" for the tables.`, "correct the file");
  const file = text("api_key_file");
  return {
    root: root === undefined ? undefined : besideFile(path, root),
    postgres,
    uri,
    apiKeyFile: file === undefined ? undefined : besideFile(path, file),
    apiKeyVariable: text("api_key_env"),
    storage: stringsAt(path, `${where}.storage`, table["storage"]),
    headers: stringsAt(path, `${where}.headers`, table["headers"]),
  };
}

/** Relative paths start from the folder of the configuration file, `~/` from the home folder. */
function besideFile(path: string, target: string): string {
  if (target.includes("://")) return target;
  return resolve(dirname(path), inHomeFolder(target, homedir()));
}

function checkKeys(
  path: string,
  where: string,
  table: Record<string, unknown>,
  known: readonly string[],
): void {
  for (const key of Object.keys(table)) {
    if (!known.includes(key)) {
      throw usageError(`${path}: the key "${where}${key}" is not known.`, didYouMean(key, known));
    }
  }
}

function tableAt(path: string, where: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date)) {
    return { ...value };
  }
  throw usageError(`${path}: ${where} must be a table.`, "correct the file");
}

function stringAt(path: string, where: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw usageError(`${path}: "${where}" must be a non-empty string.`, "correct the file");
}

function stringsAt(path: string, where: string, value: unknown): Record<string, string> {
  const entries = Object.entries(tableAt(path, where, value ?? {})).map(([key, entry]) => {
    if (typeof entry === "string") return [key, entry] as const;
    throw usageError(`${path}: "${where}.${key}" must be a string.`, "correct the file");
  });
  return Object.fromEntries(entries);
}
