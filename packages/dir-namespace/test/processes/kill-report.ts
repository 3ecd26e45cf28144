import { openFolder } from "../../src/storage/open-folder.ts";
import { makerOf } from "./change.ts";
import { readJournals } from "./journal.ts";
import { type KillOptions, killRun } from "./kill-run.ts";
import { leftoversIn } from "./leftovers.ts";
import { OPERATION_KINDS, type OperationKind } from "./operation.ts";
import { type ReplayedVersion, replay } from "./replay.ts";
import { verifyHistory } from "./verify.ts";
import { verifyProbes } from "./verify-probes.ts";
import { writersIn } from "./writers.ts";

export interface KillReport {
  readonly kills: number;
  /** Kills that came between the first and the last storage call of an operation. */
  readonly inside: number;
  readonly killsByKind: Readonly<Record<OperationKind, number>>;
  readonly pauses: number;
  readonly versions: number;
  readonly operations: number;
  /** How often each kind of operation ended how: `ok`, a code, or `killed`. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly tablesRead: number;
  readonly unnamedFolders: number;
  readonly violations: readonly string[];
}

/** Runs a kill test and judges everything that it left. */
export async function killReport(options: KillOptions): Promise<KillReport> {
  const run = await killRun(options);
  const operations = readJournals(run.journals, run.ends);
  const { versions, violations } = await replay(run.place);
  const writers = writersIn(versions, operations);
  const last = versions.at(-1);
  const leftovers = last && (await leftoversIn(run.place, last.snapshot));
  const killed = new Set(run.killed);
  const cut = [...operations.values()].filter((operation) => operation.cut && killed.has(operation.worker));
  const outcomes: Record<string, number> = {};
  for (const { operation, answer } of operations.values()) {
    const key = `${operation.kind} ${answer ? (answer.code ?? "ok") : "killed"}`;
    outcomes[key] = (outcomes[key] ?? 0) + 1;
  }
  return {
    kills: run.killed.length,
    inside: new Set(cut.map(({ worker }) => worker)).size,
    killsByKind: Object.fromEntries(
      OPERATION_KINDS.map((kind) => [kind, cut.filter(({ operation }) => operation.kind === kind).length]),
    ) as Record<OperationKind, number>,
    pauses: run.pauses,
    versions: versions.length - 1,
    operations: operations.size,
    outcomes: Object.fromEntries(Object.entries(outcomes).toSorted()),
    tablesRead: run.probes.filter((probe) => probe.saw === "table" && "writers" in probe.content).length,
    unnamedFolders: leftovers?.unnamed.length ?? 0,
    violations: [
      ...verifyHistory({ versions, violations }, operations, writers),
      ...verifyProbes(
        run.probes,
        versions,
        writers,
        openFolder(run.place.root, run.place.storageOptions).moves,
      ),
      ...recoveryChanges(versions.slice(run.recovery.before, run.recovery.after + 1)),
      ...(leftovers?.violations ?? []),
    ],
  };
}

/** What recovery settles was decided before: readers see the same before and after. */
function recoveryChanges(versions: readonly ReplayedVersion[]): string[] {
  const texts = versions.map(({ visible }) =>
    [...visible.values()]
      .map((row) => `${row.id} by ${makerOf(row)}`)
      .toSorted()
      .join(", "),
  );
  return new Set(texts).size > 1 ? [`the recovery changed what readers see: ${texts.join(" | ")}`] : [];
}
