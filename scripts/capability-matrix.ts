/**
 * The capability matrix of `docs/capabilities.md`. `docs/capabilities/*.json` holds the conformance kit's report on each
 * backend. The backend's own test compares its file with a new run, and `vitest run -u` writes it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Capabilities, capabilityMatrix } from "@lancetree/conformance";
import { root } from "./workspace.ts";

/** The head of each column, by the name of the backend's file. */
export const backends: Readonly<Record<string, string>> = {
  memory: "memory",
  dir: "dir",
  "dir-with-tables": "dir, tables",
  "rest-memory": "REST, memory",
  "rest-dir-with-tables": "REST, dir, tables",
};

/** The kit's reports, by the heads of the columns. */
export function readCapabilities(): Record<string, Capabilities> {
  return Object.fromEntries(
    Object.entries(backends).map(([name, head]) => [
      head,
      JSON.parse(readFileSync(join(root, `docs/capabilities/${name}.json`), "utf8")) as Capabilities,
    ]),
  );
}

/** The matrix as Markdown. */
export function recordedMatrix(): string {
  return capabilityMatrix(readCapabilities());
}
