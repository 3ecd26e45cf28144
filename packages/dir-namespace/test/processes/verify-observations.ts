import type { FolderStatus } from "../../src/model/effect.ts";
import { currentFolder, identity, type Row } from "../../src/model/row.ts";
import { isListed, rootLocation } from "../../src/model/table-folders.ts";
import { makerOf } from "./change.ts";
import type { Probe, TableContent } from "./observation.ts";
import type { ReplayedVersion } from "./replay.ts";
import { rowCount } from "./rows.ts";
import { resultProblems } from "./verify-reads.ts";
import type { Writers } from "./writers.ts";

/** Judges what observers saw in folders and tables against the versions of that time. */
export function verifyProbes(
  probes: readonly Probe[],
  versions: readonly ReplayedVersion[],
  writers: Writers,
  moves: boolean,
): string[] {
  return probes.flatMap((probe) => {
    const during = versions.slice(probe.from, probe.to + 1);
    const problems = problemsOf(probe, during, writers, moves);
    return problems.map((problem) => `seen in versions ${probe.from} to ${probe.to}: ${problem}`);
  });
}

function problemsOf(
  probe: Probe,
  during: readonly ReplayedVersion[],
  writers: Writers,
  moves: boolean,
): string[] {
  // The database did not respond.
  if (probe.saw === "result" && probe.result.code === 17) return [];
  if (probe.saw === "table") return tableProblems(probe.id, probe.content, during, writers);
  return probe.saw === "result" ? resultProblems(probe, during) : folderProblems(probe.listed, during, moves);
}

/** The rows that were read are those of one creator, and a table that did not change has the rows of its creator. */
function tableProblems(
  id: string,
  content: TableContent,
  during: readonly ReplayedVersion[],
  writers: Writers,
): string[] {
  const row = unchanged(id, during);
  if (row === undefined) {
    if ("problem" in content) return [];
    const [writer] = content.writers;
    const rows = during.flatMap(({ visible }) => visible.get(id) ?? []);
    const makers = rows.map((each) => makerOf(each) ?? "another client");
    if (makers.includes("another client")) return [];
    const isOne = content.writers.length === rowCount && content.writers.every((each) => each === writer);
    if (isOne && makers.some((maker) => writers.get(maker) === writer)) return [];
    return [`table ${id} of [${makers.join(", ")}] holds rows of [${content.writers.join(", ")}]`];
  }
  const maker = makerOf(row);
  const writer = maker === undefined ? undefined : writers.get(maker);
  if (writer === undefined) return [];
  const what = `table ${id} made by ${maker} in ${row.location}`;
  if ("problem" in content) return [`${what} cannot be read: ${content.problem}`];
  const right = content.writers.length === rowCount && content.writers.every((each) => each === writer);
  return right ? [] : [`${what} holds rows of [${content.writers.join(", ")}] and not of ${writer}`];
}

/**
 * Folder listings show the root tables that did not change, and nothing else.
 * @param moves without it a name that was hidden once stays so
 */
function folderProblems(
  listed: ReadonlyMap<string, FolderStatus>,
  during: readonly ReplayedVersion[],
  moves: boolean,
): string[] {
  const problems: string[] = [];
  for (const [name, status] of listed) {
    if (status !== "table" && status !== "declared") continue;
    const folder = rootLocation(name);
    const named = during.some(({ snapshot }) =>
      [...snapshot.rows.values()].some((row) => row.location === folder || currentFolder(row) === folder),
    );
    if (!named) problems.push(`the folder ${folder} shows a table that no row names`);
  }
  for (const [id] of during[0]?.visible ?? []) {
    const row = unchanged(id, during);
    if (row?.kind !== "table" || !isListed(row)) continue;
    const status = listed.get(id);
    if (status !== "table" && status !== "declared" && (moves || status !== "deregistered")) {
      problems.push(`the folder of root table ${id} made by ${makerOf(row)} is ${status ?? "not there"}`);
    }
  }
  return problems;
}

/** The row of a table in which nothing was under way at any of the versions. */
function unchanged(id: string, during: readonly ReplayedVersion[]): Row | undefined {
  const row = during[0]?.visible.get(id);
  if (row === undefined || row.intent !== undefined) return undefined;
  const still = during.every(({ visible }) => {
    const now = visible.get(id);
    return now !== undefined && identity(now) === identity(row);
  });
  return still ? row : undefined;
}
