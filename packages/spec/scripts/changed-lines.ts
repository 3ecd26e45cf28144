/** The lines in which two strings differ, from the first to the last: `-` as it was, `+` as it would be. */
export function changedLines(before: string, after: string): string {
  const old = before.split("\n");
  const fresh = after.split("\n");
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) {
    start += 1;
  }
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) {
    end += 1;
  }
  return [
    `@@ line ${start + 1}`,
    ...old.slice(start, old.length - end).map((line) => `-${line}`),
    ...fresh.slice(start, fresh.length - end).map((line) => `+${line}`),
  ].join("\n");
}
