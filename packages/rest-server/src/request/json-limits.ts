import { InvalidInputError } from "@lancetree/core";

/** No model of the protocol is nested this deep, and code that walks a deeper value may overflow the stack. */
const maxDepth = 64;

/** No useful request has this many fields, and reading an object of a million fields takes seconds. */
const maxFields = 100_000;

/** No useful request has this many objects and arrays, and the parser takes a second for a million empty ones. */
const maxContainers = 100_000;

/** The vectors of the largest query have fewer numbers. */
const maxValues = 2_000_000;

/**
 * Rejects JSON that is nested too deep or has too many parts, without parsing it: parsing and checking several million short values would
 * keep all other callers waiting for seconds.
 *
 * @throws InvalidInputError (13)
 */
export function checkJsonLimits(text: string): void {
  let depth = 0;
  let fields = 0;
  let containers = 0;
  let commas = 0;
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
        containers++;
        if (containers > maxContainers) throw tooMany(maxContainers, "objects and arrays");
        break;
      case "}":
      case "]":
        depth--;
        break;
      case ":":
        fields++;
        if (fields > maxFields) throw tooMany(maxFields, "fields");
        break;
      case ",":
        commas++;
        if (commas >= maxValues) throw tooMany(maxValues, "values");
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

function tooMany(max: number, parts: string): InvalidInputError {
  return new InvalidInputError(`The body has more than ${max} ${parts}.`);
}
