import type { FullTextQuery, Occur, Operator, Table } from "@lancedb/lancedb";
import { InvalidInputError, type QueryTableRequest, UnsupportedError } from "@lancetree/core";
import type { Schemas } from "@lancetree/spec";
import { lancedb } from "../engine/lancedb.ts";

type Node = Schemas["FtsQuery"];
type Match = Schemas["MatchQuery"];
type Phrase = Schemas["PhraseQuery"];

/**
 * Turns a full text query of the spec into LanceDB's. A part without a column searches all columns that have a text
 * index.
 *
 * Rejects with InvalidInput for a malformed query, with Unsupported for a multi-match whose parts differ in more than
 * column and boost.
 */
export async function toFullTextQuery(table: Table, query: Node): Promise<FullTextQuery> {
  const indexed = new Set<string>();
  for (const { indexType, columns } of await table.listIndices()) {
    if (indexType === "FTS") for (const column of columns) indexed.add(column);
  }
  return convert(query, [...indexed]);
}

/** The maximum number of parts and of columns: LanceDB opens files of the index for each of them, all at once. */
const maxParts = 128;
const maxCharacters = 65_536;

/**
 * Checks how large a full text query is.
 *
 * @throws InvalidInputError for more than 128 parts or columns, or 65,536 characters
 */
export function requireBoundedText(query: QueryTableRequest["full_text_query"]): void {
  const { query: text, columns } = query?.string_query ?? {};
  const found = {
    parts: columns?.length ?? 0,
    characters: (columns ?? []).reduce((sum, column) => sum + column.length, text?.length ?? 0),
  };
  measure(query?.structured_query?.query, found);
  if (found.parts > maxParts) {
    throw new InvalidInputError(
      `A full text query has ${found.parts} parts or columns; at most ${maxParts} are allowed.`,
    );
  }
  if (found.characters > maxCharacters) {
    throw new InvalidInputError(
      `A full text query has ${found.characters} characters; at most ${maxCharacters} are allowed.`,
    );
  }
}

function measure(value: unknown, found: { parts: number; characters: number }, depth = 0): void {
  // The conversion rejects deeper queries. Each level of a query is several levels of the request.
  if (typeof value !== "object" || value === null || depth > 8 * maxDepth) return;
  if ("terms" in value && typeof value.terms === "string") {
    found.parts++;
    found.characters += value.terms.length;
  }
  if ("column" in value && typeof value.column === "string") found.characters += value.column.length;
  for (const inner of Object.values(value)) measure(inner, found, depth + 1);
}

/** Nodes can be nested, and a deep request must not exhaust the stack. */
const maxDepth = 32;

function convert(node: Node, indexed: readonly string[], depth = 1): FullTextQuery {
  if (depth > maxDepth)
    throw new InvalidInputError(`A full text query may be nested at most ${maxDepth} levels deep.`);
  const inner = (child: Node): FullTextQuery => convert(child, indexed, depth + 1);
  const kinds = Object.values(node ?? {}).filter((part) => part !== null && part !== undefined);
  if (kinds.length !== 1) {
    throw new InvalidInputError(
      "A full text query must have exactly one of match, phrase, boost, multi_match and boolean.",
    );
  }
  const { match, phrase, boost, multi_match, boolean } = node;
  if (match) return perColumn(match, indexed, (column) => matchQuery(match, column));
  if (phrase) {
    requireInteger("slop", phrase.slop ?? 0, largestInteger);
    const options = { slop: phrase.slop ?? 0 };
    return perColumn(phrase, indexed, (column) => new lancedb.PhraseQuery(phrase.terms, column, options));
  }
  if (boost) {
    requireNumber("negative_boost", boost.negative_boost ?? 0.5);
    const options = { negativeBoost: boost.negative_boost ?? 0.5 };
    return new lancedb.BoostQuery(inner(boost.positive), inner(boost.negative), options);
  }
  if (multi_match) return multiMatchQuery(multi_match.match_queries ?? []);
  if (boolean) {
    const clauses = [
      ...(boolean.must ?? []).map((child): [Occur, FullTextQuery] => [lancedb.Occur.Must, inner(child)]),
      ...(boolean.should ?? []).map((child): [Occur, FullTextQuery] => [lancedb.Occur.Should, inner(child)]),
      ...(boolean.must_not ?? []).map((child): [Occur, FullTextQuery] => [
        lancedb.Occur.MustNot,
        inner(child),
      ]),
    ];
    if (clauses.length === 0)
      throw new InvalidInputError(
        "A boolean full text query must have at least one of must, should and must_not.",
      );
    return new lancedb.BooleanQuery(clauses);
  }
  throw new InvalidInputError("Unknown kind of full text query.");
}

function perColumn(
  part: Match | Phrase,
  indexed: readonly string[],
  create: (column: string) => FullTextQuery,
): FullTextQuery {
  requireTerms(part);
  if (part.column) return create(part.column);
  const [first, ...more] = indexed;
  if (first === undefined) {
    throw new InvalidInputError(
      "Cannot perform full text search unless an INVERTED index has been created on at least one column.",
    );
  }
  if (more.length === 0) return create(first);
  return new lancedb.BooleanQuery(indexed.map((column) => [lancedb.Occur.Should, create(column)]));
}

/** LanceDB finds terms that differ in at most two characters. */
const maxFuzziness = 2;
const largestInteger = 2 ** 31 - 1;

function matchQuery(match: Match, column: string): FullTextQuery {
  requireInteger("fuzziness", match.fuzziness ?? 0, maxFuzziness);
  requireInteger("max_expansions", match.max_expansions ?? 0, largestInteger);
  requireInteger("prefix_length", match.prefix_length ?? 0, largestInteger);
  requireNumber("boost", match.boost ?? 1);
  return new lancedb.MatchQuery(match.terms, column, {
    boost: match.boost ?? 1,
    // LanceDB for JavaScript cannot choose the fuzziness by the length of each term.
    fuzziness: match.fuzziness ?? 0,
    maxExpansions: match.max_expansions ?? 50,
    operator: readOperator(match.operator),
    prefixLength: match.prefix_length ?? 0,
  });
}

/** LanceDB's multi-match searches one text in several columns, with a boost for each. */
function multiMatchQuery(parts: readonly Match[]): FullTextQuery {
  const [first] = parts;
  if (!first) throw new InvalidInputError("multi_match must have at least one match query.");
  for (const part of parts) {
    requireTerms(part);
    requireNumber("boost", part.boost ?? 1);
    if (!part.column) throw new InvalidInputError("Each match query of a multi_match must name its column.");
    const isEqual =
      part.terms === first.terms && readOperator(part.operator) === readOperator(first.operator);
    if (!isEqual || part.fuzziness || part.prefix_length) {
      throw new UnsupportedError(
        "The match queries of a multi_match must have the same terms and operator, and no fuzziness; use boolean.",
      );
    }
  }
  return new lancedb.MultiMatchQuery(
    first.terms,
    parts.map((part) => part.column ?? ""),
    { boosts: parts.map((part) => part.boost ?? 1), operator: readOperator(first.operator) },
  );
}

function requireTerms({ terms }: Match | Phrase): void {
  if (typeof terms !== "string") throw new InvalidInputError("terms must be a string.");
}

function requireInteger(field: string, value: unknown, max: number): void {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max) return;
  throw new InvalidInputError(`${field} must be an integer from 0 to ${max}.`);
}

function requireNumber(field: string, value: unknown): void {
  if (Number.isFinite(value)) return;
  throw new InvalidInputError(`${field} must be a number.`);
}

function readOperator(text: string | null | undefined): Operator {
  const name = (text ?? "or").toLowerCase();
  if (name === "or") return lancedb.Operator.Or;
  if (name === "and") return lancedb.Operator.And;
  throw new InvalidInputError(`Unknown operator "${text}"; allowed: Or, And.`);
}
