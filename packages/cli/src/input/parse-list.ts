const number = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Reads a list as JSON writes it, or a list of numbers as Python and NumPy print it: `[0.1 2.]`, `[np.float32(0.5)]`. */
export function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return parsePrintedNumbers(text.trim());
  }
}

/** Why such a list does not become a vector. */
export const truncatedReason = "is incomplete, because NumPy leaves out numbers when it prints a long list";

/** Whether NumPy printed some of the numbers of a list and left out the others. */
export function isTruncatedList(text: string): boolean {
  return text.startsWith("[") && /\d[\s,]+\.\.\.[\s,]/.test(text);
}

function parsePrintedNumbers(text: string): readonly number[] | undefined {
  if (!text.startsWith("[") || !text.endsWith("]")) return undefined;
  const inner = text
    .slice(1, -1)
    .replace(/\bnp\.\w{1,20}\(([^()]{1,40})\)/g, "$1")
    .trim();
  const parts = inner.split(inner.includes(",") ? "," : /\s+/).map((part) => part.trim());
  return parts.every((part) => number.test(part)) ? parts.map(Number) : undefined;
}
