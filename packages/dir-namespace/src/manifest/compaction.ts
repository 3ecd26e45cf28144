import type { Fragment, Table } from "@lancetree/tables";

type FragmentSize = Pick<Fragment, "id" | "rows">;

/** Small fragments from which every commit and every look become noticeably slower. */
const maxSmallFragments = 16;
/** Rows that take no time to rewrite, whatever they are folded with. */
const smallFragmentRows = 1000;

/** Whether the table has fallen into too many pieces. */
export function needsCompaction(fragments: readonly FragmentSize[]): boolean {
  return newestFragments(fragments).length >= maxSmallFragments;
}

/**
 * Rewrites the newest fragments as one. Of several processes whoever looks first does it; one that begins before that has
 * ended does it again, on little. An update that changes nothing does it: it moves the rows as they are then, and Lance makes it
 * give way to whoever changes one of them meanwhile. LanceDB's own `optimize` would do the same, but walks every kept
 * version, and prunes by default; a pruned version makes native clients lose writes. @returns the version that it made
 */
export async function compact(table: Table, fragments: readonly FragmentSize[]): Promise<number> {
  const first = Math.min(...newestFragments(fragments).map(({ id }) => id));
  // Row addresses begin with the fragment's number, and numbers grow.
  const { version } = await table.update({
    where: `_rowid >= ${BigInt(first) << 32n}`,
    valuesSql: { object_type: "object_type" },
  });
  return version;
}

/**
 * The newest fragments, back to one with more than twice the rows of all that are newer. So a row is rewritten as many times as
 * the table doubles, and never more than some twenty fragments stand before the tail.
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
