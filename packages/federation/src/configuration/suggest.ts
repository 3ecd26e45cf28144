import { findNearest } from "@lancetree/core";

/** The hint for an unknown name: the nearest known name, if it may be a typing mistake, and all known names. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = findNearest(name, known);
  const hint = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
  return `${hint}Allowed: ${known.map((one) => `"${one}"`).join(", ")}.`;
}
