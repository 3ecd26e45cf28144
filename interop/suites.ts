import { engineSuites } from "./engines/suites.ts";
import { nodeChannel, pythonChannel } from "./harness/channel.ts";
import type { Program, Scenario } from "./harness/harness.ts";
import { installClient } from "./harness/install.ts";
import { installPython, pythonVersion } from "./harness/install-python.ts";
import { librarySuites } from "./libraries/suites.ts";
import { clientDocumentScenario } from "./scenarios/client-document.ts";
import { concurrentScenarios, rootRaceWithOwnRows } from "./scenarios/concurrent.ts";
import { connectionScenarios, pushdownScenario, sameAsLocalScenario } from "./scenarios/connections.ts";
import { crashScenarios } from "./scenarios/crashes.ts";
import { crossClientScenarios } from "./scenarios/cross-client.ts";
import { federationScenario } from "./scenarios/federation.ts";
import { newerLanceScenario } from "./scenarios/newer-lance.ts";
import { oldCatalogScenarios } from "./scenarios/old-catalogs.ts";
import { ourClientScenario, theirClientScenario } from "./scenarios/operation-scenarios.ts";
import { orphanScenarios } from "./scenarios/orphans.ts";
import { rootTableScenarios } from "./scenarios/root-tables.ts";
import type { Gaps } from "./scenarios/steps.ts";
import type { Suite } from "./suite.ts";

export const nodeVersions: readonly string[] = ["0.31.0", "0.37.1", "0.39.0"];
const oldest = nodeVersions.at(0);
const newest = nodeVersions.at(-1);

const ourFolder = "our Directory Catalog, on one folder";
const ourServer = "our REST server";

/** All suites, in the order of the matrix. */
export function listSuites(): readonly Suite[] {
  return [
    ...nodeVersions.flatMap(nodeSuites),
    ...librarySuites(newest ?? ""),
    ...pythonSuites(),
    ...engineSuites(),
  ];
}

function nodeSuites(version: string): readonly Suite[] {
  const install = (): Program => {
    const folder = installClient(version);
    return { name: `native ${version}`, start: () => nodeChannel("native", [folder]) };
  };
  const onFolder = [
    ...crossClientScenarios,
    ...rootTableScenarios,
    ...orphanScenarios,
    ...concurrentScenarios,
    ...crashScenarios,
    ...oldCatalogScenarios,
  ];
  const isShort = ({ long, concurrent }: Scenario): boolean =>
    !long && (version === newest || (version === oldest && concurrent === true));
  const served = (call: string, scenarios: readonly Scenario[]): Suite => ({
    client: `npm \`@lancedb/lancedb\`, \`${call}\``,
    version,
    partner: ourServer,
    scenarios,
    short: version === newest ? scenarios.filter(({ long }) => !long) : [],
    install,
  });
  return [
    {
      client: 'npm `@lancedb/lancedb`, `connectNamespace("dir")`',
      version,
      partner: ourFolder,
      scenarios: onFolder,
      short: onFolder.filter(isShort),
      install,
    },
    served('connectNamespace("rest")', [...connectionScenarios("rest"), federationScenario("rest")]),
    served('connect("db://…")', [...connectionScenarios("db"), federationScenario("db")]),
  ];
}

function pythonSuites(): readonly Suite[] {
  const start = (name: string, file: string) => (): Program => {
    const python = installPython();
    return { name, start: () => pythonChannel(python, file) };
  };
  const lancedb = {
    version: pythonVersion("lancedb"),
    install: start("LanceDB for Python", "lancedb_client.py"),
  };
  const pylance = pythonVersion("pylance");
  const connections = [connectionScenarios("rest"), connectionScenarios("db")] as const;
  const lancedbOnFolder = [
    ...crossClientScenarios,
    ...rootTableScenarios,
    ...orphanScenarios,
    ...concurrentScenarios,
  ];
  const pylanceOnFolder = [
    ...crossClientScenarios,
    ...concurrentScenarios.map((scenario) =>
      scenario.name === rootRaceWithOwnRows.name ? rootRaceWithOwnRows : scenario,
    ),
    newerLanceScenario,
  ];
  const withoutStorm = (scenarios: readonly Scenario[]): readonly Scenario[] =>
    scenarios.filter(({ name }) => !name.includes("storm") && !name.includes("orphans"));
  return [
    {
      ...lancedb,
      client: 'Python `lancedb`, `connect_namespace("dir")`',
      partner: ourFolder,
      scenarios: lancedbOnFolder,
      short: withoutStorm(lancedbOnFolder),
    },
    {
      ...lancedb,
      client: 'Python `lancedb`, `connect_namespace("rest")`',
      partner: ourServer,
      scenarios: [...connections[0], pushdownScenario, federationScenario("rest")],
      short: [...connections[0], pushdownScenario],
    },
    {
      ...lancedb,
      client: 'Python `lancedb`, `connect("db://…")`',
      partner: ourServer,
      scenarios: [...connections[1], sameAsLocalScenario, federationScenario("db")],
      short: [...connections[1], sameAsLocalScenario],
    },
    {
      client: "Python `pylance`, `DirectoryNamespace`",
      version: pylance,
      partner: ourFolder,
      scenarios: pylanceOnFolder,
      // In the short form, which decides whether a change lands, nothing may hang on who wins this race.
      short: withoutStorm(pylanceOnFolder).filter(({ name }) => name !== rootRaceWithOwnRows.name),
      limits: [
        "The loser of a race for a root table leaves rows in the winner's folder. Two pylance clients do the same to each other.",
      ],
      install: start("pylance", "directory_namespace.py"),
    },
    {
      client: 'Python `lance_namespace.connect("rest")`, which is `pylance`\'s `RestNamespace`',
      version: pylance,
      partner: ourServer,
      ...operations(theirClientScenario, restNamespaceGaps),
      install: start("RestNamespace", "rest_namespace.py"),
    },
    {
      client: "Python `lance-namespace-urllib3-client`",
      version: pythonVersion("lance-namespace-urllib3-client"),
      partner: ourServer,
      ...operations(theirClientScenario, ourServerGaps, [clientDocumentScenario]),
      install: start("generated client", "generated_client.py"),
    },
    {
      client: "our REST client",
      version: "this one",
      partner: `reference server: Python \`pylance\` ${pylance}, \`RestAdapter\` over \`DirectoryNamespace\``,
      ...operations(ourClientScenario, referenceServerGaps),
      install: start("reference server", "reference_server.py"),
    },
  ];
}

function operations(
  scenarioWith: (gaps: Gaps) => Scenario,
  gaps: Gaps,
  others: readonly Scenario[] = [],
): Pick<Suite, "scenarios" | "short" | "limits"> {
  const scenarios = [scenarioWith(gaps), ...others];
  return { scenarios, short: scenarios, limits: Object.keys(gaps) };
}

const ourServerGaps: Gaps = {
  updateTableSchemaMetadata: /code 0: .*Changing the metadata of a schema is not supported/,
};

const restNamespaceGaps: Gaps = {
  ...ourServerGaps,
  updateFieldMetadata: /code 0: Not supported/,
};

const referenceServerGaps: Gaps = {
  "createNamespace, exist_ok": /code 2: /,
  "createNamespace, overwrite": /code 2: /,
  "listNamespaces, missing namespace": /succeeded and should not have/,
  listAllTables: /deep-equal/,
  updateFieldMetadata: /code 18: Not supported: update_field_metadata not implemented$/,
  renameTable: /code 18: Not supported: rename_table not implemented$/,
  "dropNamespace, skip": /code 1: /,
  "dropNamespace, cascade": /code 3: /,
};
