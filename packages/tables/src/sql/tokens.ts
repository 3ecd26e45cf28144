/** A part of an SQL string: a word, string, number or sign. */
export interface Token {
  readonly kind: "word" | "quoted word" | "text" | "double quoted" | "number" | "sign";
  /** Its characters; of a quoted token those between the quotes, with doubled quotes unchanged. */
  readonly value: string;
  /** Where it begins in the SQL, in UTF-16 units from 0. */
  readonly offset: number;
}

/**
 * Splits SQL into tokens as LanceDB does: single quotes enclose strings, backticks enclose names, double quotes
 * enclose strings or, inside of functions, names. Comments are `--` to the end of the line, and those of C, which
 * cannot be nested. A token that is not closed extends to the end.
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

/** Operators of two characters. */
const pairs: ReadonlySet<string> = new Set(["||", "::", "<=", ">=", "<>", "!=", "==", "<<", ">>"]);

const blanks = /\s+/y;
/** Letters of every language are accepted; LanceDB accepts fewer and rejects the others. */
const word = /(?:\w|[^\s\0-\x7f])+/y;
/** The fraction is a part of a number, while the dot after a name is not a part of the name. */
const number = /(?:\w|[^\s\0-\x7f])+(?:\.(?:\w|[^\s\0-\x7f])*)?/y;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The end of the match that starts at a position; the position itself if there is no match. */
function endOf(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}

function behind(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
}
