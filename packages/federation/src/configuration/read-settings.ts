import { isNamespaceError, validateComponent } from "@lancetree/core";
import type { Environment } from "./environment.ts";
import { collectProblems, type Problems } from "./problems.ts";
import { readDatabase } from "./read-database.ts";
import { readFiles } from "./read-files.ts";
import { secretsIn } from "./secrets.ts";
import type { DatabaseSettings } from "./settings.ts";
import { suggest } from "./suggest.ts";
import type { SourceLocation, TomlEntry } from "./toml-entries.ts";

/** Options of {@link readSettings}. */
export interface ReadOptions {
  readonly allowModules: boolean;
  readonly environment: Environment;
}

/** The settings that files define. */
export interface FederationSettings {
  /** By name, in ascending order. */
  readonly databases: ReadonlyMap<string, DatabaseSettings>;
  /** Values that must not be shown. */
  readonly secrets: ReadonlySet<string>;
}

interface Section {
  readonly location: SourceLocation;
  readonly byKey: Map<string, TomlEntry>;
}

/**
 * Reads the databases that files define.
 *
 * Rejects with an InvalidInputError that lists all problems, each with file and line.
 */
export async function readSettings(
  files: readonly string[],
  { allowModules, environment }: ReadOptions,
): Promise<FederationSettings> {
  const entries = await readFiles(files);
  const problems = collectProblems();
  const databases = new Map<string, DatabaseSettings>();
  const secrets = new Set<string>();
  for (const [name, { location, byKey }] of sectionsOf(entries, problems)) {
    const owner = `database ${JSON.stringify(name)}`;
    const settings = readDatabase(
      name,
      { owner, location, byKey, environment, problems, secrets },
      allowModules,
    );
    if (!settings) continue;
    databases.set(name, settings);
    for (const secret of secretsIn(settings.properties)) secrets.add(secret);
  }
  problems.throwIfAny();
  if (databases.size === 0) {
    problems.add(
      { file: files.join(", "), line: 1 },
      'no database is defined; each is a table "[federated_dbs.<name>]".',
    );
    problems.throwIfAny();
  }
  const sorted = [...databases].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { databases: new Map(sorted), secrets };
}

function sectionsOf(entries: readonly TomlEntry[], problems: Problems): Map<string, Section> {
  const sections = new Map<string, Section>();
  // A problem of a name is reported once for each file, not for each key below the name.
  const reported = new Set<string>();
  const once = (location: SourceLocation, name: string, problem: string): void => {
    const key = JSON.stringify([location.file, name]);
    if (!reported.has(key)) problems.add(location, problem);
    reported.add(key);
  };
  for (const entry of entries) {
    const { path, location, value } = entry;
    const [top = "", name, ...parts] = path;
    if (top !== table) {
      once(location, top, `unknown table or key "${top}". ${suggest(top, [table])}`);
      continue;
    }
    const isTable = value.kind === "table";
    if (value.kind === "array of tables" || (path.length <= 2 && !isTable)) {
      problems.add(location, `"${path.join(".")}" must be a table; found ${value.kind}.`);
      continue;
    }
    if (name === undefined) continue;
    const section = sections.get(name) ?? { location, byKey: new Map<string, TomlEntry>() };
    if (!sections.has(name)) checkName(name, location, problems);
    sections.set(name, section);
    if (section.location.file !== location.file) {
      const where = `${section.location.file}:${section.location.line}`;
      once(
        location,
        name,
        `database "${name}" is defined here and in ${where}; remove one of them, or give it another name.`,
      );
      continue;
    }
    const key = parts.join(".");
    if (isTable) continue;
    const earlier = section.byKey.get(key);
    if (earlier) {
      problems.add(
        location,
        `"${key}" of database "${name}" is already set in line ${earlier.location.line}.`,
      );
    } else section.byKey.set(key, entry);
  }
  return sections;
}

const table = "federated_dbs";

function checkName(name: string, location: SourceLocation, problems: Problems): void {
  try {
    validateComponent(name, 1);
  } catch (error) {
    if (!isNamespaceError(error)) throw error;
    const rule = 'may contain only letters, digits, "_", "-" and "."';
    problems.add(location, `the name of a database, ${JSON.stringify(name)}, ${rule}.`);
  }
}
