import { fileURLToPath } from "node:url";
import { installRequirements, pythonVersion } from "../harness/install-python.ts";
import type { Engine, Limit } from "./engine.ts";

const noNamespaces = (name: string): Limit => ({
  message: /no way to do this/,
  reason: `${name} has nothing for it`,
});

const duckdb: Engine = {
  ...python("duckdb", "duckdb_extension_lance", "duckdb-dlt"),
  client: "DuckDB, Python `duckdb` with `duckdb-extension-lance`",
  section: "DuckDB",
  sendsHeaders: true,
  opensListed: true,
  levels: 3,
  limits: {
    "creates namespaces of three levels": noNamespaces("DuckDB"),
    "lists namespaces": noNamespaces("DuckDB"),
  },
};

const daft: Engine = {
  ...python("daft", "daft-lance", "daft"),
  client: "Daft, Python `daft` with `daft-lance`",
  section: "Daft",
  sendsHeaders: true,
  opensListed: false,
  levels: 3,
  limits: {
    "overwrites a table": {
      message: /do not match its schema/,
      reason:
        "daft-lance writes files with the former type of strings and commits its own, after which pylance cannot read the table either",
    },
  },
};

const dlt: Engine = {
  ...python("dlt", "dlt", "duckdb-dlt"),
  client: "dlt, Python `dlt`, destination `lance`",
  section: "dlt",
  sendsHeaders: false,
  opensListed: false,
  levels: 1,
  limits: {
    "creates namespaces of three levels": {
      message: /a data set is one namespace of the root/,
      reason: "a data set of dlt is one namespace of the root",
    },
    "lists namespaces": noNamespaces("dlt"),
    "names that need escaping": {
      message: /cannot contain the following characters: \./,
      reason: "dlt refuses names with a dot",
    },
  },
};

const ray: Engine = {
  ...python("ray", "lance-ray", "ray"),
  client: "Ray, Python `ray` with `lance-ray`",
  section: "Ray",
  sendsHeaders: true,
  opensListed: false,
  isLong: true,
  levels: 3,
  limits: {},
};

export const engines: readonly Engine[] = [duckdb, daft, dlt, ray];

/**
 * @param versioned - the package whose version stands in the matrix
 * @param environment - the packages that are installed together
 */
function python(
  name: string,
  versioned: string,
  environment: string,
): Pick<Engine, "version" | "program" | "installPython"> {
  const list = fileURLToPath(new URL(`../python/${environment}-requirements.txt`, import.meta.url));
  return {
    version: pythonVersion(versioned, list),
    program: `${name}_engine.py`,
    installPython: () => installRequirements(environment, [list]),
  };
}
