import { usageError } from "./errors/cli-error.ts";

/**
 * Reads a path as it is typed: `prod/search/user`; nothing and `/` are the root. A name that itself holds a slash, as other
 * clients may have made it, is written as JSON: `["prod","a/b"]`.
 */
export function parsePath(text: string | undefined): string[] {
  if (text === undefined) return [];
  if (text.startsWith("[")) return parseJsonPath(text);
  const components = text.replace(/^\//, "").replace(/\/$/, "").split("/");
  if (components.length === 1 && components[0] === "") return [];
  if (!components.includes("")) return components;
  throw usageError(`The path "${text}" has an empty name in it.`, "write it as prod/search/user");
}

/** Reads the path of a table, or of anything else that the root cannot be. */
export function parseNamedPath(text: string | undefined): string[] {
  const path = parsePath(text);
  if (path.length > 0) return path;
  throw usageError("This command needs a path below the root.", "give a path such as prod/search/user");
}

/** A path as it can be typed. */
export function formatPath(path: readonly string[]): string {
  if (path.length === 0) return "/";
  const isPlain = path.every((name) => name !== "" && !name.includes("/")) && !path[0]?.startsWith("[");
  return isPlain ? path.join("/") : JSON.stringify(path);
}

function parseJsonPath(text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  } catch {
    // Said below.
  }
  throw usageError(
    `The path "${text}" begins with "[" and is not a JSON array of names.`,
    'write it as prod/search/user, or as ["prod","a/b"] where a name holds a slash',
  );
}
