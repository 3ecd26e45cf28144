import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenCatalog } from "../catalog/open-catalog.ts";
import type { CommandContext } from "../command.ts";
import { makeSample } from "./make-sample.ts";

/** Makes the sample catalog in a temporary folder, which is removed when the catalog is closed. */
export async function openSample({ output, signal }: CommandContext): Promise<OpenCatalog> {
  const root = await mkdtemp(join(tmpdir(), "lancetree-sample-"));
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true, maxRetries: 3 });
  try {
    const { connectNamespace } = await import("@lancetree/connection");
    const connection = await connectNamespace("dir", { root });
    await output.during("making the sample catalog", () => makeSample(connection.namespace, signal));
    return {
      namespace: connection.namespace,
      choice: { kind: "dir", root, storage: {} },
      title: root,
      async [Symbol.asyncDispose]() {
        await connection[Symbol.asyncDispose]();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
