import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import type { WorkspacePackage } from "../workspace.ts";

/** Builds the page of a package that has a Vite configuration. Rejects with the problems that Vite reports. */
export async function buildPage({ folder }: WorkspacePackage, workspace: string): Promise<void> {
  const configFile = join(workspace, folder, "vite.config.ts");
  if (existsSync(configFile)) await build({ configFile });
}
