import { InvalidInputError, parseIdentifier } from "@lancetree/core";

/** How a path is to be read. */
export interface PathReading {
  /** What joins components. */
  readonly delimiter: string;
  /** What an unescaped `+` stands for: a space where clients write paths as forms do, itself otherwise. */
  readonly plus: " " | "+";
}

const longestId = 16_384;
const mostComponents = 1000;

/**
 * Reads the id of a request from its path and its body, where that has one. The body's is the better one, since its
 * components are told apart whatever they hold and its `+` is one; joined it has to be what stands in the path.
 *
 * @throws InvalidInputError when they differ, or when the path has no meaning
 */
export function resolveId(
  segment: string,
  bodyId: readonly string[] | undefined,
  { delimiter, plus }: PathReading,
): string[] {
  if (segment.length > longestId || (bodyId?.length ?? 0) > mostComponents) {
    throw new InvalidInputError("The id is too long.");
  }
  const inPath = decodeSegment(segment, plus);
  if (bodyId === undefined) {
    const id = parseIdentifier(inPath, delimiter);
    if (id.length > mostComponents) throw new InvalidInputError("The id is too long.");
    return id;
  }
  const inBody = bodyId.length === 0 ? delimiter : bodyId.join(delimiter);
  if (inBody === inPath || inBody === decodeSegment(segment, "+")) return [...bodyId];
  throw new InvalidInputError("The id in the path and the id in the body differ.");
}

/**
 * Decodes one part of a path.
 *
 * @throws InvalidInputError for escapes that are no UTF-8
 */
export function decodeSegment(segment: string, plus: PathReading["plus"]): string {
  try {
    return decodeURIComponent(segment.replaceAll("+", encodeURIComponent(plus)));
  } catch {
    throw new InvalidInputError("The path holds escapes that are no UTF-8.");
  }
}
