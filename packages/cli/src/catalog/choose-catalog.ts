import type { CommandContext } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { fileError, isDenied } from "../errors/file-error.ts";
import { keyValuePairs, retainSeconds, stringValue } from "../option-values.ts";
import { readTextFile } from "../read-text-file.ts";
import { didYouMean } from "../suggestion.ts";
import { configPath, type Profile, readConfigFile } from "./config-file.ts";

/** The chosen catalog, and how to reach it. */
export type CatalogChoice =
  | { readonly kind: "dir"; readonly root: string; readonly storage: Readonly<Record<string, string>> }
  | {
      readonly kind: "postgres";
      readonly database: string;
      readonly root: string;
      readonly storage: Readonly<Record<string, string>>;
      /** Seconds for which what is dropped is kept. */
      readonly retainSeconds: number | undefined;
    }
  | {
      readonly kind: "rest";
      readonly uri: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly apiKey: string | undefined;
    };

type Choosing = Pick<CommandContext, "values" | "environment">;

/**
 * Finds the chosen catalog. The first source that names one takes precedence: `--root` (with `--postgres`), `--uri` or `--profile`;
 * `LANCETREE_ROOT`, `LANCETREE_URI` or `LANCETREE_PROFILE`; the default profile of the configuration file.
 * `--storage` and `--header` are added to those of a profile. Rejects with a usage error if the source names no
 * catalog or more than one, and for options of the other kind.
 */
export async function chooseCatalog(context: Choosing): Promise<CatalogChoice> {
  const profile = await findProfile(context);
  const storage = { ...profile.storage, ...keyValuePairs(context.values, "storage") };
  const headers = { ...profile.headers, ...keyValuePairs(context.values, "header") };
  const keyFile = stringValue(context.values, "api-key-file");
  const { root, uri, postgres } = profile;
  if (postgres === undefined && stringValue(context.values, "retain") !== undefined)
    throw usageError("--retain can be used only with --postgres.", "remove it");
  if (uri !== undefined) {
    if (Object.keys(storage).length > 0) throw usageError("--storage can be used only with --root.");
    if (!/^https?:\/\//i.test(uri))
      throw usageError("--uri takes an http:// or https:// address.", "pass a folder with --root");
    return { kind: "rest", uri, headers, apiKey: await readApiKey(context, profile, keyFile) };
  }
  if (Object.keys(headers).length > 0) throw usageError("--header can be used only with --uri.");
  if (keyFile !== undefined) throw usageError("--api-key-file can be used only with --uri.");
  if (/^https?:\/\//i.test(root ?? ""))
    throw usageError("--root takes a folder.", "pass the address with --uri");
  if (postgres === undefined) return { kind: "dir", root: root ?? "", storage };
  const keep = retainSeconds(context.values, context.environment);
  return { kind: "postgres", database: postgres, root: root ?? "", storage, retainSeconds: keep };
}

async function findProfile({ values, environment }: Choosing): Promise<Profile> {
  const sources = [
    {
      root: stringValue(values, "root"),
      postgres: stringValue(values, "postgres"),
      uri: stringValue(values, "uri"),
      profile: stringValue(values, "profile"),
    },
    {
      root: environment["LANCETREE_ROOT"] || undefined,
      postgres: environment["LANCETREE_POSTGRES"] || undefined,
      uri: environment["LANCETREE_URI"] || undefined,
      profile: environment["LANCETREE_PROFILE"] || undefined,
    },
  ];
  for (const [index, { root, postgres, uri, profile }] of sources.entries()) {
    const choices = [root, uri, profile].filter((value) => value !== undefined);
    if (choices.length > 1) {
      const names =
        index === 0 ? "--root, --uri and --profile" : "LANCETREE_ROOT, LANCETREE_URI and LANCETREE_PROFILE";
      throw usageError(`Only one of ${names} can choose the catalog.`, "remove all but one");
    }
    if (choices.includes("")) throw usageError("--root, --uri and --profile must not be empty.");
    if (postgres !== undefined && root === undefined)
      throw usageError("A catalog in PostgreSQL needs a root for its tables.", "pass --root DIR as well");
    if (profile !== undefined) return namedProfile(environment, profile);
    if (root !== undefined || uri !== undefined) return { root, postgres, uri, storage: {}, headers: {} };
  }
  const file = await readConfigFile(environment);
  const found = file?.defaultProfile === undefined ? undefined : file.profiles.get(file.defaultProfile);
  if (found) return found;
  throw usageError(
    "No catalog is chosen.",
    "pass --root DIR or --uri URI, set LANCETREE_ROOT or LANCETREE_URI, or name a default profile in " +
      configPath(environment),
  );
}

async function namedProfile(environment: Choosing["environment"], name: string): Promise<Profile> {
  const file = await readConfigFile(environment);
  if (file === undefined) {
    throw usageError(
      `There is no profile "${name}", because there is no configuration file.`,
      `create ${configPath(environment)}`,
    );
  }
  const profile = file.profiles.get(name);
  if (profile) return profile;
  throw usageError(
    `There is no profile "${name}" in ${file.path}.`,
    didYouMean(name, [...file.profiles.keys()]),
  );
}

/** A profile's own key takes precedence over the variable: it belongs to that server, while the variable may be for any. */
async function readApiKey(
  { environment }: Choosing,
  profile: Profile,
  keyFile: string | undefined,
): Promise<string | undefined> {
  const file = keyFile ?? profile.apiKeyFile;
  if (file !== undefined) return readKeyFile(file);
  const variable = profile.apiKeyVariable;
  if (variable === undefined) return environment["LANCETREE_API_KEY"] || undefined;
  const key = environment[variable];
  if (key) return key;
  throw usageError(`The profile takes its API key from ${variable}, which is not set.`, `set ${variable}`);
}

async function readKeyFile(file: string): Promise<string> {
  const text = await readTextFile(file).catch((error: unknown) => {
    if (isDenied(error)) throw fileError(file, error);
  });
  if (text === undefined) throw usageError(`The API key file ${file} cannot be read.`, "check its path");
  const key = text.trim();
  if (key !== "" && !/\s/.test(key)) return key;
  throw usageError(`The API key file ${file} must contain one key and nothing else.`, "correct the file");
}
