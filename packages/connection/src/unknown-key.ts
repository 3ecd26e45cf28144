import { InvalidInputError } from "@lancetree/core";

/**
 * The error for a configuration key that does not exist, with the nearest one that does.
 *
 * @param where - what is being configured, for the message: `the "dir" options`
 */
export function unknownKey(key: string, known: readonly string[], where: string): InvalidInputError {
  const nearest = findNearest(key, known);
  const hint = nearest === undefined ? `Known keys: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  return new InvalidInputError(`Unknown key "${key}" in ${where}. ${hint}`);
}

/** The known key that takes the fewest edits, if that is few enough to be a slip. Case and underscores are free. */
export function findNearest(key: string, known: readonly string[]): string | undefined {
  const wanted = fold(key);
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(wanted, fold(candidate));
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
    if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

function fold(key: string): string {
  return key.replaceAll(/[_-]/g, "").toLowerCase();
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
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
