import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** The processes that a process has started and that have not ended. */
function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => /^(?!Z)\S (\d+)/.exec(statOf(`/proc/${child}/stat`))?.[1] === String(pid));
}

/** What stands behind the name in a line of `/proc`: the state, then the parent. Empty where the process has ended. */
function statOf(path: string): string {
  try {
    return readFileSync(path, "utf8").split(") ").at(-1) ?? "";
  } catch {
    return "";
  }
}

/** Whether one of a process' threads uses a processor, or waits for one. */
function isBusy(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((thread) =>
      statOf(`/proc/${pid}/task/${thread}/stat`).startsWith("R"),
    );
  } catch {
    return false;
  }
}

/**
 * The children of a process that work: each of five looks within half a second saw them use a processor, or wait for one. A process
 * that waits for its next call also uses a processor now and then, but not at each look.
 */
export async function workingChildren(pid: number): Promise<number[]> {
  let working = childrenOf(pid);
  for (let attempt = 0; attempt < 5; attempt++) {
    // oxlint-disable-next-line no-await-in-loop
    await sleep(100);
    working = working.filter(isBusy);
  }
  return working;
}

/**
 * Looks ten times in a second; work without an end is seen each time, on a machine that is busy with other things as well.
 *
 * @returns the number of times that a process, or one of its children, used a processor or waited for one
 */
export async function timesBusy(pid: number): Promise<number> {
  let times = 0;
  for (let attempt = 0; attempt < 10; attempt++) {
    if ([pid, ...childrenOf(pid)].some(isBusy)) times++;
    // oxlint-disable-next-line no-await-in-loop
    await sleep(100);
  }
  return times;
}
