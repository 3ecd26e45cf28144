/** The cost of a shorthand such as `\w`, which matches the letters of every language. */
const shorthand = 20;
/** The cost of a class in brackets, without the shorthands in it. */
const bracket = 4;

/**
 * The approximate number of states of a regular expression, each of which may be visited for every character of the
 * input. Counted for Rust's `regex`, which reads the input once for any pattern.
 */
export function patternCost(pattern: string): number {
  /** The sums of the groups that are open, the innermost last. */
  const open = [0];
  let last = 0;
  const add = (cost: number): void => {
    last = cost;
    open.push((open.pop() ?? 0) + cost);
  };
  for (const [part, max] of partsOf(pattern)) {
    if (part === "(") open.push(0);
    else if (part === ")" && open.length > 1) add(open.pop() ?? 0);
    else if (max !== undefined) add(last * (max - 1));
    else if (part.startsWith("[")) add(bracket + shorthand * (part.match(/\\[dswp]|\[:/gi)?.length ?? 0));
    else add(/^\\[dswp]/i.test(part) ? shorthand : 1);
  }
  return open.reduce((sum, cost) => sum + cost, 0);
}

/** Escapes, classes, parentheses, counted repetitions with their maximum, and single characters. */
function* partsOf(pattern: string): Generator<[part: string, max?: number], void, undefined> {
  for (let position = 0; position < pattern.length; ) {
    const character = pattern.charAt(position);
    let end = position + (character === "\\" ? 2 : 1);
    if (character === "[") end = endOfClass(pattern, position);
    const counted =
      character === "{" ? /^\{\s*(\d*)\s*,?\s*(\d*)\s*\}/.exec(pattern.slice(position, position + 40)) : null;
    if (counted) {
      const [all, min, max] = counted;
      end = position + all.length;
      yield [all, Math.max(1, Number(min), Number(max))];
    } else yield [pattern.slice(position, end)];
    position = end;
  }
}

function endOfClass(pattern: string, from: number): number {
  let depth = 0;
  for (let position = from; position < pattern.length; position++) {
    const character = pattern.charAt(position);
    if (character === "\\") position++;
    else if (character === "[") depth++;
    else if (character === "]" && --depth === 0) return position + 1;
  }
  return pattern.length;
}
