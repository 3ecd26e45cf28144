import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cache } from "./cached-folder.ts";

/** The environment of a user without settings, whose home folder holds only the caches of npm and pnpm. */
export async function emptyHome(): Promise<Record<string, string | undefined>> {
  const home = join(cache, "home");
  await mkdir(home, { recursive: true });
  const { PATH, NODE_EXTRA_CA_CERTS, npm_config_registry } = process.env;
  return { PATH, HOME: home, NODE_EXTRA_CA_CERTS, npm_config_registry };
}
