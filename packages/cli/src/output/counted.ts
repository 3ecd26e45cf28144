/** `1 table`, `2 tables`. */
export function counted(number: number | bigint, what: string): string {
  return `${number} ${what}${Number(number) === 1 ? "" : "s"}`;
}
