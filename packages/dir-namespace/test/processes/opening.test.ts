import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { useFolder } from "../support/folder.ts";
import { exited, startWorker } from "./worker-process.ts";

const folder = useFolder();

/** Begins to measure; the function returned says the milliseconds of processor time that this process has used since. */
function processorTime(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}

// Each waits for all that came before it, so that its intent names an old version as the one that the writer had read.
test("a catalog whose process was killed amid many renames is open with little work", async () => {
  const indices = Array.from({ length: 300 }, (_, index) => index);
  const before = folder.open();
  await before.createNamespace({ id: ["a"] });
  const declaring = processorTime();
  await Promise.all(indices.map((index) => before.declareTable({ id: ["a", `from${index}`] })));
  const declared = declaring();
  await before.close();

  const worker = startWorker(
    new URL("./rename-worker.ts", import.meta.url),
    [folder.root, String(indices.length)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  if (worker.stdout === null) throw new Error("The worker has no output.");
  const acknowledged: string[] = [];
  createInterface(worker.stdout).on("line", (line) => {
    acknowledged.push(line);
    if (acknowledged.length === 150) worker.kill("SIGKILL");
  });
  await Promise.all([exited(worker), once(worker.stdout, "close")]);
  expect(worker.signalCode).toBe("SIGKILL");

  const catalog = folder.open();
  const opening = processorTime();
  const { tables } = await catalog.listTables({ id: ["a"], include_declared: true });
  expect(opening()).toBeLessThan(10 * declared);
  expect(tables).toEqual(expect.arrayContaining(acknowledged));
  for (const index of indices) {
    expect(tables.filter((name) => [`from${index}`, `to${index}`].includes(name))).toHaveLength(1);
  }
});
