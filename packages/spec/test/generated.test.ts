import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changedLines } from "../scripts/changed-lines.ts";
import { operationsOf } from "../scripts/document.ts";
import { generatedFiles } from "../scripts/generated-files.ts";
import { renderOperationTable } from "../scripts/operation-table.ts";
import { operationTable, specVersion } from "../src/index.ts";
import { document, root } from "./package.ts";

describe("generated files", () => {
  it("are what openapi/ generates", async () => {
    for (const [file, text] of await generatedFiles(root)) {
      const committed = await readFile(join(root, file), "utf8");
      expect(committed === text ? "" : `${file}: run pnpm generate\n${changedLines(committed, text)}`).toBe(
        "",
      );
    }
  });

  it("hold one entry for each operation, under its name", () => {
    const entries = Object.entries(operationTable).map(([name, { method, path }]) => ({
      name,
      method,
      path,
    }));
    expect(entries).toEqual(
      operationsOf(document).map(({ operation: { operationId }, method, path }) => ({
        name: operationId.charAt(0).toLowerCase() + operationId.slice(1),
        method: method.toUpperCase(),
        path,
      })),
    );
  });

  it("carry the document's version", () => {
    expect(specVersion).toBe(document.info.version);
  });

  it("are refused for an operation with two successes", () => {
    const broken = structuredClone(document);
    const [first] = operationsOf(broken);
    Object.assign(first?.operation.responses ?? {}, { "299": { description: "another success" } });
    expect(() => renderOperationTable(broken)).toThrow(/exactly one successful response/);
  });
});

describe("changedLines", () => {
  it("shows the lines between the first and the last change", () => {
    expect(changedLines("a\nb\nc\nd", "a\nx\nc\nd")).toBe("@@ line 2\n-b\n+x");
    expect(changedLines("a\nd", "a\nb\nd")).toBe("@@ line 2\n+b");
    expect(changedLines("a\na", "a")).toBe("@@ line 2\n-a");
  });
});
