import { closestMatch } from "leven";

/** A sentence that names the nearest known word if that may be a slip, else all of them. */
export function didYouMean(word: string, known: readonly string[]): string {
  const maxDistance = Math.ceil(word.length / 3);
  const nearest = closestMatch(word.toLowerCase(), [...known], { maxDistance });
  return nearest === undefined ? `known are ${known.join(", ")}` : `did you mean "${nearest}"?`;
}
