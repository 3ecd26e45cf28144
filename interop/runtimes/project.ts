import { cpSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runPnpm } from "../../scripts/workspace.ts";
import { runNpm } from "../lab/install.ts";

const packed = ["spec", "core", "rest-client", "rest-server"];

/**
 * A user's project in a new folder: our packages as they would be published, installed by npm, and beside them the
 * program.
 *
 * @returns the folder, which the caller deletes
 */
export function createProject(): string {
  const project = mkdtempSync(join(tmpdir(), "lancetree-runtimes-"));
  const tarballs = join(project, "tarballs");
  mkdirSync(tarballs);
  // all at once, each after those that it needs
  run("run", "build");
  run("pack", "--pack-destination", tarballs);
  const files = readdirSync(tarballs);
  const dependencies = Object.fromEntries(
    packed.map((name) => {
      const file = files.find((candidate) => candidate.startsWith(`lancetree-${name}-`));
      return [`@lancetree/${name}`, `file:${join(tarballs, file ?? "")}`];
    }),
  );
  writeFileSync(
    join(project, "package.json"),
    // siblings come from their tarballs as well
    JSON.stringify({ private: true, type: "module", dependencies, overrides: dependencies }),
  );
  runNpm(project, ["install", "--prefer-offline"]);
  cpSync(fileURLToPath(new URL("program", import.meta.url)), join(project, "program"), { recursive: true });
  return project;
}

function run(...command: readonly string[]): void {
  const filters = packed.map((name) => `--filter=@lancetree/${name}`);
  const { status, output } = runPnpm([...filters, ...command]);
  if (status !== 0) throw new Error(`pnpm ${command.join(" ")} failed:\n${output}`);
}
