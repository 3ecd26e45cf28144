/** What an SQL expression of a stranger may take. */
export const sqlLimits = {
  /** Characters in all. */
  characters: 1_048_576,
  /** Names, strings, numbers and signs, apart from the entries of lists. */
  parts: 10_000,
  /** Entries of all lists, such as those behind `IN`. */
  entries: 50_000,
  /** How deep it may nest; each operator behind another one counts, since LanceDB nests those too. */
  depth: 64,
  /** Arguments of a function. */
  arguments: 64,
  /** Characters of the strings that a function or `||` makes its result of, in each row. */
  text: 16_384,
  /** How many columns, or copies of one, a function or `||` makes its result of. */
  columns: 32,
  /** Characters of what stands for the values of columns, of one request together. */
  value: 262_144,
  /** Columns, or copies of one, of what stands for the values of columns, of one request together. */
  columnsTogether: 4_096,
  /** Characters of a regular expression. */
  pattern: 256,
  /** What `patternCost` may be. */
  patternCost: 500,
  /** Calls of functions. */
  calls: 500,
  /** Characters of the strings that all functions together make, in each row. */
  allText: 65_536,
  /** How many columns, or copies of one, all functions together join, in each row. */
  copies: 256,
  /** What all regular expressions together cost, once for every 256 characters of its input. */
  patternCosts: 1_000,
  /** Characters that a trimming or searching function may look for. */
  searched: 256,
  /** `%` and `_` of a LIKE pattern. */
  wildcards: 64,
} as const;
