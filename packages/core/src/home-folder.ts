import { withoutTrailing } from "./strip.ts";

/**
 * Replaces `~` at the start of a path with the home folder, for `~` and `~/x`, as LanceDB does. Returns any other path
 * unchanged; `~name` is a folder of that name.
 */
export function inHomeFolder(path: string, home: string): string {
  if (path === "~") return home;
  return path.startsWith("~/") ? `${withoutTrailing(home, "/")}/${path.slice(2)}` : path;
}
