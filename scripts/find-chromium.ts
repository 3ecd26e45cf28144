import { existsSync } from "node:fs";
import { join } from "node:path";

/** The Chromium that `CHROMIUM_PATH` names, or one of the system; undefined where there is none. */
export function findInstalledChromium(): string | undefined {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  return [process.env["CHROMIUM_PATH"], ...names.map((name) => join("/usr/bin", name))].find(
    (path) => path !== undefined && existsSync(path),
  );
}
