import type { Growth } from "./functions.ts";
import { type Argument, type Size, textIn } from "./growth.ts";
import { sqlLimits } from "./limits.ts";
import { patternCost } from "./pattern-cost.ts";

/** What is refused, and what is allowed instead. */
export type Refusal = readonly [what: string, allowed: string];

/** Adds up the cost of all functions of an expression, for each row. */
export class Tally {
  #calls = 0;
  #text = 0;
  #columns = 0;
  #patterns = 0;

  /**
   * Counts a call.
   *
   * @param size - the size of its result
   * @returns the exceeded limit, as the parts of a message
   */
  add(growth: Growth, all: readonly Argument[], size: Size): Refusal | undefined {
    this.#calls++;
    this.#text += size.text;
    if (growth !== "none") this.#columns += size.columns;
    if (growth === "pattern") {
      const [first, pattern] = all;
      this.#patterns += patternCost(textIn(pattern) ?? "") * (1 + Math.floor((first?.size.text ?? 0) / 256));
    }
    const { calls, allText, copies, patternCosts } = sqlLimits;
    if (this.#calls > calls) return ["calls more functions", `${calls} calls are allowed in all`];
    if (this.#text > allText) return ["makes longer strings in all", `${allText} characters are allowed`];
    if (this.#columns > copies) return ["copies more columns in all", `${copies} copies are allowed`];
    if (this.#patterns > patternCosts) {
      return ["has regular expressions that take longer in all", `together they may cost ${patternCosts}`];
    }
    return undefined;
  }
}
