import { withoutTrailing } from "./strip.ts";

/**
 * A path in which `~` and `~/x` mean the home folder, as LanceDB reads them; any other path is returned unchanged.
 * `~name` is a folder of that name.
 */
export function inHomeFolder(path: string, home: string): string {
  if (path === "~") return home;
  return path.startsWith("~/") ? `${withoutTrailing(home, "/")}/${path.slice(2)}` : path;
}
