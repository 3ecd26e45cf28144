import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packedPackages } from "../../installed/product/packed-packages.ts";
import { runNpm } from "../harness/install.ts";

/** What the program imports. */
const needed = ["@lancetree/core", "@lancetree/rest-client", "@lancetree/rest-server"];

/**
 * A user's project in a new folder: our packages as they would be published, installed by npm, and beside them the
 * program.
 *
 * @returns the folder, which the caller deletes
 */
export async function createProject(): Promise<string> {
  const project = mkdtempSync(join(tmpdir(), "lancetree-runtimes-"));
  const { tarballs } = await packedPackages();
  const files = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]));
  const dependencies = Object.fromEntries(needed.map((name) => [name, files[name]]));
  writeFileSync(
    join(project, "package.json"),
    // Packages that these depend on come from their tarballs as well.
    JSON.stringify({ private: true, type: "module", dependencies, overrides: files }),
  );
  runNpm(project, ["install", "--prefer-offline"]);
  cpSync(fileURLToPath(new URL("program", import.meta.url)), join(project, "program"), { recursive: true });
  return project;
}
