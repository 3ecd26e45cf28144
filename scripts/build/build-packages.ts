import { rmSync } from "node:fs";
import { join } from "node:path";
import { root, type WorkspacePackage } from "../workspace.ts";
import { buildPage } from "./build-page.ts";
import { bundlePackage } from "./bundle.ts";
import { writeDeclarations } from "./declarations.ts";

/** Writes `dist` of each of the packages in this or a copy of the workspace. Rejects with the problems that the build reports. */
export async function buildPackages(
  packages: readonly WorkspacePackage[],
  workspace: string = root,
): Promise<void> {
  for (const candidate of packages) {
    rmSync(join(workspace, candidate.folder, "dist"), { recursive: true, force: true });
    await bundlePackage(candidate, workspace);
    writeDeclarations(candidate, workspace);
    await buildPage(candidate, workspace);
  }
}
