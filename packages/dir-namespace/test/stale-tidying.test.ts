import { expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import { createNamespace } from "../src/protocol/create-namespace.ts";
import { useFolder } from "./support/folder.ts";
import { openStorage } from "./support/storage.ts";

const folder = useFolder();

/** Calls of the manifest table; what a folder does is not meant. */
const COMMITS = ["merge", "update", "delete"];

test("tidying that comes late leaves alone what another process has written meanwhile", async () => {
  const overwritten = signal();
  const tidying = signal();
  let commits = 0;
  const storage = await openStorage(folder.root, async (call, write) => {
    if (COMMITS.includes(call) && ++commits === 2) {
      tidying.raise();
      await overwritten.raised;
    }
    return write();
  });
  const creation = { id: "prod", mode: "create", properties: { owner: "first" } } as const;
  await storage.run(createNamespace(storage.context, creation));
  await tidying.raised;
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
