import type { Frame } from "./frame.ts";
import { sqlLimits } from "./limits.ts";
import type { Refusal } from "./tally.ts";
import type { Token } from "./tokens.ts";

/** Counts the tokens of an expression; the entries of lists separately, because a list may be long. */
export class TokenCount {
  #parts = 0;
  #entries = 0;

  /**
   * Counts a token.
   *
   * @param kind - of the frame that the token is in
   */
  add(token: Token, kind: Frame["kind"]): Refusal | undefined {
    const isName = token.kind === "word" || token.kind === "quoted word";
    const isEntry = (kind === "list" || kind === "members") && !isName;
    if (isEntry) this.#entries++;
    else this.#parts++;
    // A comma is counted for each entry.
    if (this.#entries > 2 * sqlLimits.entries) {
      return ["has lists that are too long", `${sqlLimits.entries} entries are allowed in all`];
    }
    if (this.#parts > sqlLimits.parts) {
      return ["has too many parts", `${sqlLimits.parts} names, strings, numbers and signs are allowed`];
    }
    return undefined;
  }
}
