/** `1 table`, `2 tables`. */
export function pluralize(number: number | bigint, what: string): string {
  return `${number} ${what}${Number(number) === 1 ? "" : "s"}`;
}
