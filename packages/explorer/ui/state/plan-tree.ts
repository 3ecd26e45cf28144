/** A step of a plan, and the steps that it reads from. */
export interface PlanStep {
  readonly name: string;
  readonly details: string;
  /** What was measured: rows, time. */
  readonly rows: string | undefined;
  readonly time: string | undefined;
  readonly inputs: readonly PlanStep[];
}

/** Reads a plan from its indented text. */
export function parsePlan(text: string): readonly PlanStep[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return stepsAt(lines.map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() })));
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

function stepsAt(lines: readonly Line[]): readonly PlanStep[] {
  const steps: PlanStep[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (!line) break;
    let end = at + 1;
    while (end < lines.length && (lines[end]?.indent ?? 0) > line.indent) end += 1;
    steps.push({ ...stepOf(line.text), inputs: stepsAt(lines.slice(at + 1, end)) });
    at = end;
  }
  return steps;
}

function stepOf(text: string): Omit<PlanStep, "inputs"> {
  const [, name = text, rest = ""] = /^([\w ]+?)(?::\s*(.*))?$/s.exec(text) ?? [];
  const rows = /output_rows=([\d.]+ ?[KMBT]?)/.exec(rest)?.[1];
  const time = /\belapsed=([\d.]+\s?[^\s,\]]+)/.exec(rest)?.[1];
  const details = rest
    .replace(/,? ?metrics=\[.*?\](?=$|,)/s, "")
    .replace(/^elapsed=[^,]+,?\s*/, "")
    .trim();
  return { name, details, rows, time };
}
