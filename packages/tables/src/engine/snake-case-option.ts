/** The name of a storage option in snake_case, as LanceDB converts it: names with an underscore and names in upper case stay. */
export function snakeCaseOption(name: string): string {
  const isSnake = name.includes("_") || name === name.toUpperCase();
  return isSnake ? name : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
