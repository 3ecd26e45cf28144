import { rootLocation } from "../../src/model/table-folders.ts";
import type { Random } from "./random.ts";

export const operationKinds = [
  "createNamespace",
  "overwriteNamespace",
  "dropNamespace",
  "cascadeNamespace",
  "createTable",
  "overwriteTable",
  "declareTable",
  "registerTable",
  "deregisterTable",
  "dropTable",
  "renameTable",
] as const;

export type OperationKind = (typeof operationKinds)[number];

/** One change of the catalog. Ids are in their stored form, components joined with `$`. */
export interface Operation {
  readonly kind: OperationKind;
  readonly id: string;
  readonly mode?: "create" | "exist_ok" | "overwrite" | undefined;
  /** Where a rename goes. */
  readonly to?: string | undefined;
  /** What a registration names; absent for a folder that was written for it. */
  readonly source?: RegistrationSource | undefined;
}

export interface RegistrationSource {
  readonly location: string;
}

/** Few names, three levels, so that operations meet each other all the time. */
export const namespaceIds: readonly string[] = ["a", "a$b", "a$b$c", "e", "e$f"];
const nestedTables = ["a$t", "a$b$t", "a$b$u", "a$b$c$t", "e$t", "e$f$t"];
const rootTables = ["r", "s"];
export const tableIds: readonly string[] = [...nestedTables, ...rootTables];

/**
/**
 * `below`: only what is created below a namespace while that is dropped. `soak`: all but what leaves tables without data or
 * folders without a name. `names`: everything, with root tables that are called otherwise every few seconds, for where a name is
 * used once.
 */
export const mixes = ["all", "below", "soak", "names"] as const;

export type Mix = (typeof mixes)[number];

interface Choices {
  /** Creations come more often than their ends, or the tree would be empty most of the time. */
  readonly weights: Readonly<Record<OperationKind, number>>;
  readonly namespaces: readonly string[];
  readonly tables: readonly string[];
}

const allChoices: Choices = {
  weights: {
    createNamespace: 26,
    overwriteNamespace: 3,
    dropNamespace: 8,
    cascadeNamespace: 3,
    createTable: 20,
    overwriteTable: 6,
    declareTable: 4,
    registerTable: 8,
    deregisterTable: 6,
    dropTable: 9,
    renameTable: 14,
  },
  namespaces: namespaceIds,
  tables: [...nestedTables, ...rootTables, ...rootTables],
};

const none = Object.fromEntries(operationKinds.map((kind) => [kind, 0])) as Record<OperationKind, number>;

const choicesBelow: Choices = {
  weights: {
    ...none,
    createNamespace: 6,
    dropNamespace: 2,
    cascadeNamespace: 3,
    declareTable: 6,
    dropTable: 2,
  },
  namespaces: ["a", "a$b"],
  tables: ["a$b$t", "a$b$u"],
};

const choices: Readonly<Record<Exclude<Mix, "names">, Choices>> = {
  all: allChoices,
  below: choicesBelow,
  soak: {
    ...allChoices,
    weights: { ...allChoices.weights, declareTable: 0, registerTable: 0, deregisterTable: 0 },
  },
};

function newNames(): Choices {
  const time = Math.floor(Date.now() / 4000) % 1000;
  const roots = rootTables.map((name) => `${name}${time}`);
  return { ...allChoices, tables: [...nestedTables, ...roots, ...roots] };
}

/** The name as it is in one of several trees beside each other: the more there are, the more callers can share a commit. */
export function inTree(id: string, tree: number): string {
  return tree === 0 ? id : id.replace(/^\w/, (first) => `${first}${tree}`);
}

/**
 * @param deregistered what the caller has deregistered and can register again; the source is taken from it
 * @param tree which one of several trees of the same names it is about
 */
export function randomOperation(
  random: Random,
  mix: Mix,
  deregistered: RegistrationSource[],
  tree = 0,
): Operation {
  const { weights, namespaces: names, tables: tableNames } = mix === "names" ? newNames() : choices[mix];
  const namespaces = names.map((id) => inTree(id, tree));
  const tables = tableNames.map((id) => inTree(id, tree));
  const kind = random.weighted(weights);
  switch (kind) {
    case "createNamespace":
      return { kind, id: random.pick(namespaces), mode: random.chance(0.3) ? "exist_ok" : "create" };
    case "overwriteNamespace":
      return { kind, id: random.pick(namespaces), mode: "overwrite" };
    case "dropNamespace":
    case "cascadeNamespace":
      return { kind, id: random.pick(namespaces) };
    case "createTable":
      return { kind, id: random.pick(tables), mode: random.chance(0.25) ? "exist_ok" : "create" };
    case "overwriteTable":
      return { kind, id: random.pick(tables), mode: "overwrite" };
    case "registerTable":
      return randomRegistration(random, tree, tables, deregistered);
    case "renameTable": {
      const id = random.pick(tables);
      return { kind, id, to: random.pick(tables.filter((other) => other !== id)) };
    }
    case "declareTable":
    case "deregisterTable":
    case "dropTable":
      return { kind, id: random.pick(tables) };
  }
}

function randomRegistration(
  random: Random,
  tree: number,
  tables: readonly string[],
  deregistered: RegistrationSource[],
): Operation {
  const kind = "registerTable";
  // A folder that listings show gets its own name back, or two names could share it.
  if (random.chance(0.35)) {
    const id = inTree(random.pick(rootTables), tree);
    return { kind, id, mode: "create", source: { location: rootLocation(id) } };
  }
  const id = random.pick(tables);
  const mode = random.chance(0.25) && id.includes("$") ? "overwrite" : "create";
  return { kind, id, mode, source: random.chance(0.6) ? deregistered.pop() : undefined };
}
