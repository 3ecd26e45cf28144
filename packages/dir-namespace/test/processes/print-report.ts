import type { KillReport } from "./kill-report.ts";

/**
 * Prints what a kill test found.
 *
 * @param killsAll - whether a run of 200 kills must have killed each kind of operation
 * @returns whether all is well
 */
export function printReport(report: KillReport, killsAll: boolean): boolean {
  const { violations, ...figures } = report;
  print(JSON.stringify(figures, null, 2));
  print(`violations: ${violations.length}`);
  for (const violation of violations.slice(0, 40)) print(`  ${violation}`);
  const unhit = Object.entries(report.killsByKind).filter(([, count]) => count === 0);
  const isComplete =
    report.kills < 200 || !killsAll || (unhit.length === 0 && report.inside * 2 >= report.kills);
  if (!isComplete) print(`not every operation was killed inside: ${unhit.join(", ")}`);
  return violations.length === 0 && isComplete;
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
