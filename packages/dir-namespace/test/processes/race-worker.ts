import { isNamespaceError } from "@lancetree/core";
import { DirectoryNamespace } from "../../src/index.ts";
import type { Race, RaceCall, RaceResult } from "./race.ts";
import { commitWithoutLease } from "./without-lease.ts";

/** Makes the calls that its parent sends, one after the other, and sends the results back. */

if (process.argv.includes("without-lease")) commitWithoutLease();

process.on("message", (race: Race) => {
  void run(race).then((results) => process.send?.(results));
});

async function run({ root, storageOptions, calls }: Race): Promise<RaceResult[]> {
  await using namespace = new DirectoryNamespace({ root, storageOptions });
  const results: RaceResult[] = [];
  for (const call of calls) results.push(await resultOf(namespace, call));
  return results;
}

async function resultOf(namespace: DirectoryNamespace, call: RaceCall): Promise<RaceResult> {
  try {
    switch (call.do) {
      case "createNamespace":
        return { call, properties: (await namespace.createNamespace(call.request)).properties };
      case "dropNamespace":
        return { call, properties: (await namespace.dropNamespace(call.request)).properties };
      case "createTable":
        return { call, properties: (await namespace.createTable(call.request)).properties };
      case "dropTable":
        return { call, properties: (await namespace.dropTable(call.request)).properties };
      case "renameTable":
        await namespace.renameTable(call.request);
        return { call };
    }
  } catch (error) {
    if (isNamespaceError(error)) return { call, code: error.code };
    return { call, code: -1, message: String(error) };
  }
}
