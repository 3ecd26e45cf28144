/**
 * Writes the capability matrix of the README from what the runs of the conformance kit saw: `docs/capabilities` holds one
 * file for each backend, which the backend's own test compares (`vitest run -u` records it anew).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Capabilities, capabilityMatrix } from "@lancetree/conformance";
import { root } from "./workspace.ts";

/** The backends by the name of their file, with what heads their column. */
export const backends: Readonly<Record<string, string>> = {
  memory: "memory",
  dir: "dir",
  "dir-with-tables": "dir, tables",
  "rest-memory": "REST, memory",
  "rest-dir-with-tables": "REST, dir, tables",
};

/** What the runs saw, by the heads of the columns. */
export function readCapabilities(): Record<string, Capabilities> {
  return Object.fromEntries(
    Object.entries(backends).map(([name, head]) => [
      head,
      JSON.parse(readFileSync(join(root, `docs/capabilities/${name}.json`), "utf8")) as Capabilities,
    ]),
  );
}

const block = /(<!-- capability matrix -->\n)[\s\S]*?(\n<!-- end of the capability matrix -->)/;

/** The page with the matrix between its marks. */
export function withMatrix(page: string, capabilities: Readonly<Record<string, Capabilities>>): string {
  if (!block.test(page)) throw new Error("the page has no marks for the capability matrix");
  return page.replace(block, (_, start: string, end: string) =>
    [start, capabilityMatrix(capabilities), end].join("\n"),
  );
}

if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  const readme = join(root, "README.md");
  writeFileSync(readme, withMatrix(readFileSync(readme, "utf8"), readCapabilities()));
}
