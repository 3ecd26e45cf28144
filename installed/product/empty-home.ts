import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { cache } from "./cached-folder.ts";

/** The environment of a user who has set nothing, and whose home folder holds nothing but what npm and pnpm keep there. */
export async function emptyHome(): Promise<Record<string, string | undefined>> {
  const home = join(cache, "home");
  await mkdir(home, { recursive: true });
  const { PATH, NODE_EXTRA_CA_CERTS, npm_config_registry } = process.env;
  return { PATH, HOME: home, NODE_EXTRA_CA_CERTS, npm_config_registry };
}
