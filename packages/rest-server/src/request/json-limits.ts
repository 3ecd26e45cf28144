import { InvalidInputError } from "@lancetree/core";

/** No model of the protocol is nested this deep, and code that walks a deeper value may overflow the stack. */
const maxDepth = 64;

/** No useful request has this many fields, and reading an object of a million fields takes seconds. */
const maxFields = 100_000;

/**
 * Rejects JSON that is nested too deep or has too many fields, without parsing it.
 *
 * @throws InvalidInputError (13)
 */
export function checkJsonLimits(text: string): void {
  let depth = 0;
  let fields = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text[index]) {
      case '"':
        index = endOfString(text, index);
        break;
      case "{":
      case "[":
        depth++;
        if (depth > maxDepth)
          throw new InvalidInputError(`The body is nested deeper than ${maxDepth} levels.`);
        break;
      case "}":
      case "]":
        depth--;
        break;
      case ":":
        fields++;
        if (fields > maxFields) throw new InvalidInputError(`The body has more than ${maxFields} fields.`);
        break;
    }
  }
}

/** The index of the closing quote of the string that begins at `start`; the length of the text when there is none. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === '"') return index;
  }
  return text.length;
}
