import { expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { createNamespace } from "../src/operations/create-namespace.ts";
import { useFolder } from "./support/folder.ts";
import { openStorage } from "./support/storage.ts";

const folder = useFolder();

/** Calls of the manifest table; what a folder does is not meant. */
const commitMethods = ["merge", "update", "delete"];

/** Beside other writers marks are taken off by a merge, else by an update. */
test.each([
  ["update", 0],
  ["merge", 2],
] as const)("a late %s leaves alone what another process has written meanwhile", async (expected, others) => {
  const overwritten = signal();
  const cleanup = signal();
  const commits: string[] = [];
  const storage = await openStorage(folder.root, async (call, write) => {
    if (commitMethods.includes(call) && commits.push(call) === 2) {
      cleanup.raise();
      await overwritten.raised;
    }
    return write();
  });
  for (let index = 0; index < others; index++) {
    await using other = new DirectoryNamespace({ root: folder.root });
    await other.createNamespace({ id: [`other-${index}`] });
    await storage.manifest.latest(0);
  }
  const creation = { id: "prod", mode: "create", properties: { owner: "first" } } as const;
  await storage.run(createNamespace(storage.context, creation));
  await cleanup.raised;
  expect(commits).toEqual(["merge", expected]);
  {
    await using other = new DirectoryNamespace({ root: folder.root });
    await other.createNamespace({ id: ["prod"], mode: "overwrite", properties: { owner: "second" } });
  }
  overwritten.raise();
  await storage[Symbol.asyncDispose]();
  const { properties } = await folder.open().describeNamespace({ id: ["prod"] });
  expect(properties).toEqual({ owner: "second" });
});

function signal(): { raised: Promise<void>; raise: () => void } {
  let raise = (): void => undefined;
  const raised = new Promise<void>((resolve) => {
    raise = resolve;
  });
  return { raised, raise };
}
