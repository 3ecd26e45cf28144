/** Limits for an SQL expression of a caller who is not trusted. */
export const sqlLimits = {
  /** Characters in all. */
  characters: 1_048_576,
  /** Names, strings, numbers and signs, apart from the entries of lists. */
  parts: 10_000,
  /** Entries of all lists, such as those behind `IN`. */
  entries: 50_000,
  /** Levels of nesting; each operator after another one counts, because LanceDB nests those too. */
  depth: 64,
  /** Arguments of a function. */
  arguments: 64,
  /** Characters of the strings from which a function or `||` makes its result, in each row. */
  text: 16_384,
  /** Columns, or copies of one, from which a function or `||` makes its result. */
  columns: 32,
  /** Characters of all expressions for values of columns in one request. */
  value: 262_144,
  /** Columns, or copies of one, in all expressions for values of columns in one request. */
  columnsTogether: 4_096,
  /** Characters of a regular expression. */
  pattern: 256,
  /** Maximum of `patternCost`. */
  patternCost: 500,
  /** Calls of functions. */
  calls: 500,
  /** Characters of the strings that all functions together make, in each row. */
  allText: 65_536,
  /** Columns, or copies of one, that all functions together join, in each row. */
  copies: 256,
  /** The cost of all regular expressions together, each counted once for every 256 characters of its input. */
  patternCosts: 1_000,
  /** Characters that a trimming or searching function may look for. */
  searched: 256,
  /** `%` and `_` of a LIKE pattern. */
  wildcards: 64,
} as const;
