import type { Spread } from "../statistics.ts";
import { megabytes, table } from "../table.ts";
import { setups } from "./rounds.ts";
import { memoryPerObject, type Summary } from "./summary.ts";

const baselineClient = "native";

/** The figures as Markdown tables. */
export function report(summaries: readonly Summary[]): string {
  const sizes = [...new Set(summaries.map(({ objects }) => objects))];
  return [...sizes.flatMap((size) => sizeReport(summaries, size)), ...resources(summaries)].join("\n");
}

function sizeReport(summaries: readonly Summary[], size: number): string[] {
  const at = (label: string): Summary | undefined =>
    summaries.find((summary) => summary.objects === size && summary.label === label);
  const baseline = at(baselineClient);
  const others = setups.map(({ label }) => label).filter((label) => label !== baselineClient);
  const rows = Object.keys(baseline?.timings ?? {}).map((name) => {
    const reference = baseline?.timings[name];
    const cells = others.flatMap((label) => {
      const timing = at(label)?.timings[name];
      return [milliseconds(timing), ratio(timing, reference)];
    });
    return [name, milliseconds(reference), ...cells];
  });
  const head = [`${size} objects, ms`, baselineClient, ...others.flatMap((label) => [label, "ratio"])];
  return [...table(head, rows), ""];
}

function resources(summaries: readonly Summary[]): string[] {
  const labels = [...new Set(summaries.map(({ label }) => label))];
  const head = [
    "disk, memory",
    "objects",
    "seeding s",
    "seeding peak MB",
    "catalog files",
    "catalog MB",
    "resident MB",
    "heap MB",
  ];
  const rows = summaries.map((summary) => [
    summary.label,
    String(summary.objects),
    summary.seeding?.seconds.toFixed(1) ?? "",
    summary.seeding ? megabytes(summary.seeding.peakBytes) : "",
    String(summary.disk.files),
    megabytes(summary.disk.bytes),
    megabytes(summary.memory.resident),
    megabytes(summary.memory.heap),
  ]);
  const commitHead = [
    "per commit",
    "objects",
    "operation",
    "commits a call",
    "files a commit",
    "KB a commit",
  ];
  const commitRows = summaries.flatMap((summary) =>
    Object.entries(summary.commits).map(([task, cost]) => [
      summary.label,
      String(summary.objects),
      task.replace("-", " "),
      cost.commitsPerCall.toFixed(1),
      cost.filesPerCommit.toFixed(1),
      (cost.bytesPerCommit / 1000).toFixed(1),
    ]),
  );
  const memory = labels.flatMap((label) => {
    const bytes = memoryPerObject(summaries, label);
    return Number.isNaN(bytes)
      ? []
      : [`- ${label}: ${(bytes / 1000).toFixed(1)} KB resident for each object`];
  });
  return [...table(head, rows), "", ...table(commitHead, commitRows), "", ...memory];
}

function milliseconds(timing: Spread | undefined): string {
  if (timing === undefined) return "";
  return `${timing.median.toFixed(2)} (${timing.least.toFixed(2)}–${timing.greatest.toFixed(2)})`;
}

function ratio(timing: Spread | undefined, reference: Spread | undefined): string {
  return timing && reference ? `${(timing.median / reference.median).toFixed(2)}×` : "";
}
