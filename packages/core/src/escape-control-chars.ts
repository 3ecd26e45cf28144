/**
 * Characters that a terminal acts on or that change how the text around them is read: control characters (escape sequences
 * begin with one), line and paragraph separators, and the marks that change the direction of writing.
 */
const controlCharacters = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

const shortEscapes: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/**
 * Replaces each character that could control a terminal or a log viewer with its escape sequence: `\n`, `\u001b`. The
 * result is one line. Inside of JSON strings the escapes mean the same characters.
 */
export function escapeControlChars(text: string): string {
  return text.replaceAll(controlCharacters, (character) => {
    const short = shortEscapes[character];
    return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
