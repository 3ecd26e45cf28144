import { fileURLToPath } from "node:url";
import { installRequirements, pythonVersion } from "../harness/install-python.ts";
import type { Engine, Limit } from "./engine.ts";

const noNamespaces = (name: string): Limit => ({
  message: /no way to do this/,
  reason: `${name} has nothing for it`,
});

const duckdb: Engine = {
  ...python("duckdb", "duckdb-extension-lance"),
  client: "DuckDB, Python `duckdb` with `duckdb-extension-lance`",
  section: "DuckDB",
  sendsHeaders: true,
  opensListed: true,
  levels: 3,
  isLong: false,
  limits: {
    "creates namespaces of three levels": noNamespaces("DuckDB"),
    "lists namespaces": noNamespaces("DuckDB"),
  },
};

const daft: Engine = {
  ...python("daft", "daft-lance"),
  client: "Daft, Python `daft` with `daft-lance`",
  section: "Daft",
  sendsHeaders: true,
  opensListed: false,
  levels: 3,
  isLong: false,
  limits: {
    "overwrites a table": {
      message: /do not match its schema/,
      reason:
        "daft-lance writes files with the former type of strings and commits its own, after which pylance cannot read the table either",
    },
  },
};

export const engines: readonly Engine[] = [duckdb, daft];

/** @param versioned - the package whose version stands in the matrix */
function python(name: string, versioned: string): Pick<Engine, "version" | "program" | "installPython"> {
  const list = fileURLToPath(new URL(`../python/${name}-requirements.txt`, import.meta.url));
  return {
    version: pythonVersion(versioned, list),
    program: `${name}_engine.py`,
    installPython: () => installRequirements(name, [list]),
  };
}
