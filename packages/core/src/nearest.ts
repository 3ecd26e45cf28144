/**
 * Finds the known word that a misspelled word most likely stands for: the one with the fewest edits, at most a third of
 * the word's length (but at least one). Ignores case, `_` and `-`. Undefined if no known word is near enough.
 */
export function findNearest(word: string, known: readonly string[]): string | undefined {
  const folded = foldCase(word);
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of known) {
    const allowed = Math.max(1, Math.floor(Math.max(folded.length, candidate.length) / 3));
    // An edit distance is never less than the difference of the lengths.
    if (Math.abs(folded.length - foldCase(candidate).length) > allowed) continue;
    const distance = editDistance(folded, foldCase(candidate));
    if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

function foldCase(word: string): string {
  return word.replaceAll(/[_-]/g, "").toLowerCase();
}

/** The number of insertions, deletions, replacements and swaps of neighbors that turn one string into another. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      let cost = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
      );
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && isSwapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
