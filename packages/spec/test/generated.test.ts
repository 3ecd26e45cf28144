import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changedLines } from "../scripts/changed-lines.ts";
import { operationsOf } from "../scripts/document.ts";
import { generatedFiles } from "../scripts/generated-files.ts";
import { namespaceFiles } from "../scripts/namespace-files.ts";
import { errorSentence } from "../scripts/operation-errors.ts";
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

describe("the errors of an operation", () => {
  const [first] = operationsOf(structuredClone(document));
  const operation = { operationId: "Try", responses: {}, ...first?.operation };

  it("are one sentence, by code, with the condition of each", () => {
    const errors = [14, { code: 4, when: "if it is a namespace" }, 1];
    expect(errorSentence(document, { ...operation, "x-errors": errors }, "Fails with", "")).toBe(
      "Fails with NamespaceNotFound (1); TableNotFound (4) if it is a namespace; or ConcurrentModification (14).",
    );
    expect(errorSentence(document, { ...operation, "x-errors": [] }, "Fails with", "")).toBeUndefined();
  });

  it("are refused if the document does not name the code", () => {
    const unknown = { ...operation, "x-errors": [99] };
    expect(() => errorSentence(document, unknown, "Fails with", "")).toThrow("unknown error code 99");
  });
});

describe("a 55th operation", () => {
  const larger = structuredClone(document);
  const ownTypes = readFileSync(join(root, "../core/src/operation-types.ts"), "utf8");
  const schemas = larger.components?.schemas ?? {};
  schemas["PauseTableRequest"] = { type: "object" };
  schemas["PauseTableResponse"] = { type: "object" };
  larger.paths["/v1/table/{id}/pause"] = {
    post: {
      operationId: "PauseTable",
      tags: ["Table"],
      description: "Pauses a table.",
      "x-errors": [1, 4],
      responses: { "200": { description: "Done." } },
    },
  };

  it("is in the interface, the base class, the list, the client and the kit", () => {
    const files = namespaceFiles(larger, ownTypes);
    for (const [file, content] of files) expect(content, file).toMatch(/pauseTable|PauseTableRequest/);
    expect(files.get("../core/src/generated/operations.ts")).toContain(
      "  /**\n   * Pauses a table.\n   *\n   * Rejects with NamespaceNotFoundError (1) or TableNotFoundError (4).\n   */\n  pauseTable(",
    );
  });

  it("needs a type by hand if the document has no schema for it", () => {
    delete schemas["PauseTableResponse"];
    expect(() => namespaceFiles(larger, ownTypes)).toThrow("PauseTableResponse has no schema");
    const files = namespaceFiles(larger, `${ownTypes}export interface PauseTableResponse {}\n`);
    expect(files.get("../core/src/generated/operation-types.ts")).toContain(
      "  PauseTableResponse,\n  QueryTableResponse,\n} from",
    );
  });
});

describe("changedLines", () => {
  it("shows the lines between the first and the last change", () => {
    expect(changedLines("a\nb\nc\nd", "a\nx\nc\nd")).toBe("@@ line 2\n-b\n+x");
    expect(changedLines("a\nd", "a\nb\nd")).toBe("@@ line 2\n+b");
    expect(changedLines("a\na", "a")).toBe("@@ line 2\n-a");
  });
});
