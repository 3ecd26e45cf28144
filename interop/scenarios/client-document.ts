import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../../scripts/workspace.ts";
import type { Scenario } from "../harness/harness.ts";
import { installPython } from "../harness/install-python.ts";

/** The document from which the generated client was made has the models and paths of Lancetree's document. */
export const clientDocumentScenario: Scenario = {
  name: "models and paths of the document",
  run: async () => {
    const program = fileURLToPath(new URL("../python/client_document.py", import.meta.url));
    const document = run(installPython(), [program]);
    const folder = mkdtempSync(join(tmpdir(), "lancetree-client-"));
    try {
      const file = join(folder, "client.json");
      writeFileSync(file, document);
      const output = run(process.execPath, [
        "--import",
        "tsx",
        "packages/spec/scripts/compare.ts",
        "--client",
        file,
      ]);
      return output.trim().split("\n").at(-1) ?? "";
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function run(command: string, parameters: readonly string[]): string {
  const { status, stdout, output } = runCommand(command, parameters);
  if (status === 0) return stdout;
  const unexpected = stdout.split("\n").filter((line) => line.startsWith("unexpected"));
  throw new Error((unexpected.length > 0 ? unexpected : [output]).join("\n"));
}
