/**
 * Prepares the search for one text in many, by Knuth, Morris and Pratt: it takes as long as the searched text is. That of `includes` takes
 * the product of both lengths for repetitive strings, and callers choose both.
 */
export function searchFor(expected: string): (text: string) => boolean {
  // For each beginning of the expected text, the length of the longest shorter beginning with which it ends.
  const borders = new Uint32Array(expected.length);
  const matchedAfter = (matched: number, code: number): number => {
    let length = matched;
    while (length > 0 && code !== expected.charCodeAt(length)) length = borders[length - 1] ?? 0;
    return code === expected.charCodeAt(length) ? length + 1 : 0;
  };
  for (let index = 1; index < expected.length; index++)
    borders[index] = matchedAfter(borders[index - 1] ?? 0, expected.charCodeAt(index));
  return (text) => {
    let matched = 0;
    for (let index = 0; index < text.length; index++) {
      matched = matchedAfter(matched, text.charCodeAt(index));
      if (matched === expected.length) return true;
    }
    return expected === "";
  };
}
