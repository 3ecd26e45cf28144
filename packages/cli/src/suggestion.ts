import { findNearest } from "@lancetree/core";

/** The maximum number of known words to list when none is similar. */
const maxSuggestions = 40;

/**
 * Suggests the most similar known word if there is one; otherwise lists the known words, or the first of them and the
 * number of the others.
 *
 * @param more - what the hint says beside that
 */
export function didYouMean(word: string, known: readonly string[], more?: string): string {
  const nearest = findNearest(word, known);
  if (nearest !== undefined) return joined([`did you mean "${nearest}"?`, more], " ");
  if (known.length === 0) return joined(["there are none", more], "; ");
  const others = known.length - maxSuggestions;
  const list = `allowed: ${known.slice(0, maxSuggestions).join(", ")}`;
  return joined([others > 0 ? `${list} and ${others} more` : list, more], "; ");
}

function joined(parts: readonly (string | undefined)[], separator: string): string {
  return parts.filter((part) => part !== undefined).join(separator);
}
