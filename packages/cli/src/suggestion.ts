/** The known word that takes the fewest edits, if they are few enough to be a slip. */
export function suggestion(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate) }))
    .toSorted((left, right) => left.edits - right.edits);
  const [best] = ranked;
  if (best === undefined) return undefined;
  return best.edits <= Math.ceil(best.candidate.length / 3) ? best.candidate : undefined;
}

/** A sentence that names the nearest known word, or all of them. */
export function didYouMean(word: string, known: readonly string[]): string {
  const nearest = suggestion(word, known);
  return nearest === undefined ? `known are ${known.join(", ")}` : `did you mean "${nearest}"?`;
}

function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[index] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
