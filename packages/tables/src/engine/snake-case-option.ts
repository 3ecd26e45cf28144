/**
 * Converts the name of a storage option to snake_case, as LanceDB does: names with an underscore and names in upper
 * case stay unchanged.
 */
export function snakeCaseOption(name: string): string {
  const isSnake = name.includes("_") || name === name.toUpperCase();
  return isSnake ? name : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The options with their names in snake_case, as LanceDB reads them. */
export function toSnakeCase(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [snakeCaseOption(key), value]));
}
