/**
 * Reads a vector that a person pasted: numbers with commas, spaces or lines between them, with or without brackets.
 *
 * @throws Error that says what is wrong
 */
export function parseVector(text: string, dimension: number | undefined): readonly number[] {
  const parts = text
    .replaceAll(/[[\](){}]|array|np\.|dtype=\w+/g, " ")
    .split(/[\s,;]+/)
    .filter((part) => part !== "");
  const wrong = parts.find((part) => !Number.isFinite(Number(part)));
  if (wrong !== undefined) throw new Error(`“${wrong.slice(0, 40)}” is not a number.`);
  if (dimension !== undefined && parts.length !== dimension)
    throw new Error(`The vector has ${parts.length} values; the column has ${dimension}.`);
  return parts.map(Number);
}
