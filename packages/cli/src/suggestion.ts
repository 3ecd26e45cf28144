import { findNearest } from "@lancetree/core";

/** The maximum number of known words to list when none is similar. */
const maxSuggestions = 40;

/**
 * Suggests the most similar known word if there is one; otherwise lists the known words, or the first of them and the
 * number of the others.
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = findNearest(word, known);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  const more = known.length - maxSuggestions;
  return `known are ${known.slice(0, maxSuggestions).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
