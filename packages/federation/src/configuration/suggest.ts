import { closestMatch } from "leven";

/** What to say of a name that is not known: the nearest one that is, if it is near enough to be a slip, and all of them. */
export function suggest(name: string, known: readonly string[]): string {
  const nearest = closestMatch(name, [...known], { maxDistance: Math.max(2, Math.floor(name.length / 3)) });
  const hint = nearest === undefined ? "" : `Did you mean "${nearest}"? `;
  return `${hint}Allowed: ${known.map((one) => `"${one}"`).join(", ")}.`;
}
