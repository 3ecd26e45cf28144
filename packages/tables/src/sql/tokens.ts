/** A part of an SQL text: what stands between blanks and comments. */
export interface Token {
  readonly kind: "word" | "quoted word" | "text" | "double quoted" | "number" | "sign";
  /** As it stands there; of what is quoted without the quotes, with a pair of quotes inside of it as it is. */
  readonly value: string;
  /** Where it begins in the text, in UTF-16 units, the first being 0. */
  readonly offset: number;
}

/**
 * Reads an SQL text part by part, as LanceDB does: single quotes enclose strings, backticks enclose names, double quotes a string or
 * inside of functions a name, comments are `--` to the
 * end of the line and what C has, which do not nest. What is not closed reaches to the end.
 */
export function* readTokens(text: string): Generator<Token, void, undefined> {
  for (let offset = 0; offset < text.length; ) {
    const code = text.charCodeAt(offset);
    const kind = quotes.get(code);
    let end: number;
    if (kind !== undefined) {
      end = behind(text, text.charAt(offset), offset + 1);
      const isClosed = end > offset + 1 && text.charCodeAt(end - 1) === code;
      yield { kind, value: text.slice(offset + 1, isClosed ? end - 1 : end), offset };
    } else if (text.startsWith("--", offset)) end = behind(text, "\n", offset + 2);
    else if (text.startsWith("/*", offset)) end = behind(text, "*/", offset + 2);
    else {
      end = endOf(blanks, text, offset);
      if (end === offset) {
        end = endOf(isDigit(code) ? number : word, text, offset);
        const isSign = end === offset;
        if (isSign) end += pairs.has(text.slice(offset, offset + 2)) ? 2 : 1;
        yield {
          kind: isSign ? "sign" : isDigit(code) ? "number" : "word",
          value: text.slice(offset, end),
          offset,
        };
      }
    }
    offset = end;
  }
}

const quotes: ReadonlyMap<number, Token["kind"]> = new Map([
  ["'".charCodeAt(0), "text"],
  ['"'.charCodeAt(0), "double quoted"],
  ["`".charCodeAt(0), "quoted word"],
]);

/** Signs of two characters that are one operator. */
const pairs: ReadonlySet<string> = new Set(["||", "::", "<=", ">=", "<>", "!=", "==", "<<", ">>"]);

const blanks = /\s+/y;
/** Letters of every language count; LanceDB takes fewer of them, and refuses the rest. */
const word = /(?:\w|[^\s\0-\x7f])+/y;
/** A number's fraction belongs to it, and a name's dot does not. */
const number = /(?:\w|[^\s\0-\x7f])+(?:\.(?:\w|[^\s\0-\x7f])*)?/y;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Where what fits from a place on ends; the place itself where nothing fits. */
function endOf(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

function behind(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
}
