import { defaultDelimiter, InvalidInputError, parseIdentifier } from "@lancetree/core";

/** How the identifier in a path is encoded. */
export interface PathSyntax {
  /** Separates the components. */
  readonly delimiter: string;
  /** The meaning of an unescaped `+`: a space for clients that encode paths as forms, otherwise itself. */
  readonly plus: " " | "+";
}

const maxIdLength = 16_384;
const maxIdComponents = 1000;

/**
 * Reads the id of a request from its path and, if present, from its body; joined by the delimiter, the body's id must equal the
 * id in the path. The body's id is returned, because its components are separate and its `+` is literal. Only `$`, which no name
 * contains, always separates: DuckDB sends all components as one, joined by it.
 *
 * @throws InvalidInputError when the ids differ, and when the path's is invalid
 */
export function resolveId(
  segment: string,
  bodyId: readonly string[] | undefined,
  { delimiter, plus }: PathSyntax,
): string[] {
  if (segment.length > maxIdLength || (bodyId?.length ?? 0) > maxIdComponents) throw idTooLong();
  const inPath = decodeSegment(segment, plus);
  const inBody = bodyId?.length === 0 ? delimiter : bodyId?.join(delimiter);
  if (inBody !== undefined && inBody !== inPath && inBody !== decodeSegment(segment, "+")) {
    throw new InvalidInputError("The id in the path and the id in the body differ.");
  }
  if (bodyId !== undefined && delimiter !== defaultDelimiter) return [...bodyId];
  return parseIdentifier(inBody ?? inPath, delimiter);
}

/**
 * Checks the length of an id, wherever the request has it: catalogs compare it with the ids of all namespaces above it.
 *
 * @throws InvalidInputError
 */
export function checkIdLength(id: readonly string[]): void {
  const separators = Math.max(0, id.length - 1);
  const length = id.reduce((sum, component) => sum + component.length, separators);
  if (id.length > maxIdComponents || length > maxIdLength) throw idTooLong();
}

function idTooLong(): InvalidInputError {
  return new InvalidInputError(
    `The id is too long: it may have ${maxIdLength} characters and ${maxIdComponents} components.`,
  );
}

/**
 * Decodes one segment of a path.
 *
 * @throws InvalidInputError for escapes that are not UTF-8
 */
export function decodeSegment(segment: string, plus: PathSyntax["plus"]): string {
  try {
    return decodeURIComponent(segment.replaceAll("+", encodeURIComponent(plus)));
  } catch {
    throw new InvalidInputError("The path contains escapes that are not UTF-8.");
  }
}
