/** What a client knows of one of its tables: what was acknowledged, and what may have happened beside it. */
export interface KnownTable {
  name: string;
  /** Ids of rows whose insert was acknowledged, from 0 up to this one, not included. */
  rows: number;
  /**
   * The change whose outcome is unknown, since the server ended in the middle of it. From then on the client leaves the table alone.
   */
  doubt?: Doubt | undefined;
}

export type Doubt =
  | { readonly change: "create" }
  | { readonly change: "insert"; readonly rows: number }
  | { readonly change: "drop" }
  | { readonly change: "rename"; readonly to: string };

/** What was found of a table at the end. */
export interface FoundTable {
  readonly rows: number;
  /** How many of the rows have ids that were acknowledged. */
  readonly acknowledged: number;
}

/** Returns how the table that was found contradicts what was acknowledged; undefined if it does not. */
export function findContradiction(
  table: KnownTable,
  find: (name: string) => FoundTable | undefined,
): string | undefined {
  const { name, rows, doubt } = table;
  const found = find(name);
  const problem = (text: string): string => `${name}: ${text} (${doubt?.change ?? "no"} doubt)`;
  const isWhole = (one: FoundTable | undefined): boolean => one?.rows === rows && one.acknowledged === rows;
  switch (doubt?.change) {
    case "create":
    case "drop":
      return found === undefined || isWhole(found) ? undefined : problem(`has ${found.rows} of ${rows} rows`);
    case "rename": {
      const both = [found, find(doubt.to)].filter((one) => one !== undefined);
      return both.length === 1 && isWhole(both[0]) ? undefined : problem(`has ${both.length} names`);
    }
    case "insert": {
      if (found === undefined) return problem("is gone");
      const isMore = found.rows === rows + doubt.rows && found.acknowledged === rows;
      return isWhole(found) || isMore
        ? undefined
        : problem(`has ${found.rows} rows, ${rows} were acknowledged`);
    }
    case undefined:
      if (found === undefined) return problem("is gone");
      return isWhole(found) ? undefined : problem(`has ${found.rows} rows, ${rows} were acknowledged`);
  }
}
