import type { Fragment, Table } from "@lancetree/tables";

type FragmentSize = Pick<Fragment, "id" | "rows">;

/** Number of small fragments from which every commit and every read is noticeably slower. */
const maxSmallFragments = 16;
/** Rows of a fragment that is always cheap to rewrite. */
const smallFragmentRows = 1000;

/** Whether the table has too many small fragments. */
export function needsCompaction(fragments: readonly FragmentSize[]): boolean {
  return newestFragments(fragments).length >= maxSmallFragments;
}

/**
 * Rewrites the newest fragments as one, with an update that changes no value: it moves the rows, and Lance rejects it if another commit
 * changes one of them meanwhile. If several processes compact at the same time, the later ones rewrite only what is left. LanceDB's own
 * `optimize` would do the same, but it reads every kept version and prunes by default; a pruned version makes native clients lose
 * writes.
 * @returns the version that it made
 */
export async function compact(table: Table, fragments: readonly FragmentSize[]): Promise<number> {
  const first = Math.min(...newestFragments(fragments).map(({ id }) => id));
  // The upper half of a row's address is its fragment's number, and numbers grow.
  const { version } = await table.update({
    where: `_rowid >= ${BigInt(first) << 32n}`,
    valuesSql: { object_type: "object_type" },
  });
  return version;
}

/**
 * The newest fragments, back to the first that has more than twice the rows of all newer ones. So a row is rewritten only as many times
 * as the table doubles, and at most some twenty fragments are older than these.
 */
export function newestFragments<Part extends FragmentSize>(fragments: readonly Part[]): readonly Part[] {
  let rows = 0;
  let start = fragments.length;
  for (const { rows: own } of fragments.toReversed()) {
    if (own > Math.max(2 * rows, smallFragmentRows)) break;
    rows += own;
    start--;
  }
  return fragments.slice(start);
}
