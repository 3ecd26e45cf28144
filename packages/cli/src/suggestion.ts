import { findNearest } from "@lancetree/core";

/** How many words are named where none is near. */
const mostNamed = 40;

/** A sentence that names the nearest known word if that may be a slip, else all of them, or the first ones and a count. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = findNearest(word, known);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  const more = known.length - mostNamed;
  return `known are ${known.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
