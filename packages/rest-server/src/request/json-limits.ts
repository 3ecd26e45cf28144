import { InvalidInputError } from "@lancetree/core";

/** No model is that deep, and whoever walks through a deeper one may run out of stack. */
const deepest = 64;

/** No model has that many, and an object of a million fields takes seconds to read. */
const mostFields = 100_000;

/**
 * Refuses JSON that is nested too deep or has too many fields, before it is parsed.
 *
 * @throws InvalidInputError (13)
 */
export function requireModestJson(text: string): void {
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
        if (depth > deepest) throw new InvalidInputError(`The body is nested deeper than ${deepest} levels.`);
        break;
      case "}":
      case "]":
        depth--;
        break;
      case ":":
        fields++;
        if (fields > mostFields) throw new InvalidInputError(`The body has more than ${mostFields} fields.`);
        break;
    }
  }
}

/** Where a string ends that begins at `start`; the end of the text where it does not end. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === '"') return index;
  }
  return text.length;
}
