import { changesOf, makerOf } from "./change.ts";
import { readEventLogs } from "./event-log.ts";
import { type KillOptions, killRun } from "./kill-run.ts";
import { native } from "./native-names.ts";
import { type OperationKind, operationKinds } from "./operation.ts";
import type { Replay, ReplayedVersion } from "./replay.ts";
import { verifyHistory } from "./verify.ts";
import { verifyProbes } from "./verify-observations.ts";
import { writersIn } from "./writers.ts";

export interface KillReport {
  readonly kills: number;
  /** Kills that came between the first and the last storage call of an operation. */
  readonly inside: number;
  readonly killsByKind: Readonly<Record<OperationKind, number>>;
  readonly pauses: number;
  /** How many times what the catalog depends on was restarted. */
  readonly restarts: number;
  readonly versions: number;
  /** Versions in which readers saw the changes of several callers. */
  readonly shared: number;
  readonly operations: number;
  /** Reads that returned. */
  readonly reads: number;
  /** The number of operations of each kind by their end: `ok`, a code, or `killed`. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly tablesRead: number;
  readonly unnamedFolders: number;
  readonly violations: readonly string[];
}

/** Runs a kill test and verifies everything that it left. */
export async function killReport(options: KillOptions): Promise<KillReport> {
  const run = await killRun(options);
  const { operations, reads } = readEventLogs(run.eventLogs, run.ends);
  const replayed = await run.backend.replay();
  const { versions } = replayed;
  const writers = writersIn(versions, operations);
  const last = versions.at(-1);
  const residue = last && (await run.backend.residue(last));
  const killed = new Set(run.killed);
  const cut = [...operations.values()].filter((operation) => operation.cut && killed.has(operation.worker));
  const outcomes: Record<string, number> = {};
  for (const probe of reads) {
    const key = probe.saw === "result" ? `${probe.read} ${probe.result.code ?? "ok"}` : probe.saw;
    outcomes[key] = (outcomes[key] ?? 0) + 1;
  }
  for (const { worker, operation, result } of operations.values()) {
    const who = worker.startsWith(native) ? "native " : "";
    const key = `${who}${operation.kind} ${result ? (result.code ?? "ok") : "killed"}`;
    outcomes[key] = (outcomes[key] ?? 0) + 1;
  }
  return {
    kills: run.killed.length,
    inside: new Set(cut.map(({ worker }) => worker)).size,
    killsByKind: Object.fromEntries(
      operationKinds.map((kind) => [kind, cut.filter(({ operation }) => operation.kind === kind).length]),
    ) as Record<OperationKind, number>,
    pauses: run.pauses,
    restarts: run.restarts,
    versions: versions.length - 1,
    shared: versions.filter((version, index) => changesAt(replayed, versions[index - 1], version) > 1).length,
    operations: operations.size,
    reads: reads.length,
    outcomes: Object.fromEntries(Object.entries(outcomes).toSorted()),
    tablesRead: [...run.probes, ...reads].filter(
      (probe) => probe.saw === "table" && "writers" in probe.content,
    ).length,
    unnamedFolders: residue?.unnamed.length ?? 0,
    violations: [
      ...verifyHistory(replayed, operations, writers),
      ...verifyProbes([...run.probes, ...reads], versions, writers, run.backend.moves),
      ...recoveryChanges(versions.slice(run.recovery.before, run.recovery.after + 1)),
      ...(residue?.violations ?? []),
    ],
  };
}

function changesAt(
  { removalKinds }: Replay,
  before: ReplayedVersion | undefined,
  after: ReplayedVersion,
): number {
  const changes = before && changesOf(before, after, removalKinds);
  return changes && "length" in changes ? changes.length : 0;
}

/** Recovery completes changes that are committed: readers see the same before and after. */
function recoveryChanges(versions: readonly ReplayedVersion[]): string[] {
  const strings = versions.map(({ visible }) =>
    [...visible.values()]
      .map((row) => `${row.id} by ${makerOf(row)}`)
      .toSorted()
      .join(", "),
  );
  return new Set(strings).size > 1 ? [`the recovery changed what readers see: ${strings.join(" | ")}`] : [];
}
