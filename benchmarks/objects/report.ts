import { groupBy, type Spread } from "../statistics.ts";
import { table } from "../table.ts";
import type { Run } from "./comparisons.ts";
import { type Line, linesOf, type Target } from "./lines.ts";
import { purposeOf, type SeenRequest } from "./requests.ts";
import { type RequestCounts, type RunSummary, sumOf } from "./summary.ts";

/** Two tables, and the rounds of the calls that miss their target or take more rounds than those of the native client. */
export function reportOf(runs: readonly Run[]): string {
  const lines = linesOf(runs);
  const nearest = Math.min(...lines.map(({ delayMs }) => delayMs));
  const counted = lines.filter(({ delayMs }) => delayMs === nearest);
  return [
    "### Requests of one call",
    "",
    ...requestTable(counted),
    "",
    "### Times",
    "",
    ...timeTable(lines),
    ...counted.filter(isWorse).flatMap(roundsOfLine),
  ].join("\n");
}

/** Whether a line misses its target, or takes more rounds than the native client. */
function isWorse({ own, native, roundsTarget }: Line): boolean {
  if (roundsTarget?.isMet === false) return true;
  return native?.rounds !== undefined && (own.rounds ?? 0) > native.rounds;
}

function requestTable(lines: readonly Line[]): string[] {
  const head = [
    "call",
    "objects",
    "target",
    "result",
    "rounds",
    "requests",
    "afterwards",
    "native: rounds",
    "requests",
  ];
  return table(
    head,
    lines.map(({ work, objects, own, native, roundsTarget }) => [
      work.name,
      objects.toLocaleString("en"),
      ...targetCells(roundsTarget),
      ...countCells(own),
      showCounts(own.after),
      ...countCells(native),
    ]),
  );
}

function timeTable(lines: readonly Line[]): string[] {
  const head = [
    "call",
    "delay",
    "objects",
    "target",
    "result",
    "native / Lancetree",
    "Lancetree, ms",
    "native, ms",
  ];
  return table(
    head,
    lines.map(({ work, delayMs, objects, own, native, timeTarget }) => [
      work.name,
      `${delayMs} ms`,
      objects.toLocaleString("en"),
      ...targetCells(timeTarget),
      native === undefined ? "–" : `${showValue(native.ms.median / own.ms.median)}×`,
      showTimes(own.ms),
      native === undefined ? "–" : `${showTimes(native.ms)}${showFailures(native)}`,
    ]),
  );
}

function targetCells(target: Target | undefined): [string, string] {
  if (target === undefined) return ["", ""];
  return [target.words, target.isMet ? "met" : "missed"];
}

function showFailures({ failed }: RunSummary): string {
  return failed === 0 ? "" : `, ${failed} failed`;
}

function countCells(summary: RunSummary | undefined): [string, string] {
  if (summary === undefined) return ["–", "–"];
  return [summary.rounds === undefined ? "" : String(summary.rounds), showCounts(summary.until)];
}

function showCounts(counts: RequestCounts): string {
  const kinds = [...counts].map(([kind, count]) => `${showNumber(count)} ${kind}`);
  if (kinds.length < 2) return kinds[0] ?? "0";
  return `${showNumber(sumOf(counts))}: ${kinds.join(", ")}`;
}

function showNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(value < 1 ? 2 : 1);
}

function showTimes({ median, least, greatest }: Spread): string {
  const middle = showValue(median);
  return least === greatest ? middle : `${middle} (${showValue(least)}–${showValue(greatest)})`;
}

function showValue(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1);
}

function roundsOfLine({ work, objects, own, native }: Line): string[] {
  const [ownRounds, nativeRounds] = [own.example ?? [], native?.example ?? []];
  return [
    "",
    `Rounds of "${work.name}" at ${objects.toLocaleString("en")} objects:`,
    "",
    ...table(
      ["round", "Lancetree", "native"],
      Array.from({ length: Math.max(ownRounds.length, nativeRounds.length) }, (_none, index) => [
        String(index + 1),
        describeRound(ownRounds[index]),
        describeRound(nativeRounds[index]),
      ]),
    ),
  ];
}

function describeRound(requests: readonly SeenRequest[] = []): string {
  return [...groupBy(requests, (request) => `${request.kind}: ${purposeOf(request)}`)]
    .map(([words, group]) => (group.length === 1 ? words : `${group.length} × ${words}`))
    .join("; ");
}
