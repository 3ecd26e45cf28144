/** A benchmark of calls that do not do their work says nothing. */
export function demand(holds: boolean | undefined, message: string): void {
  if (!holds) throw new Error(message);
}
