import { isNamespaceError } from "@lancetree/core";
import { DirectoryNamespace } from "../../src/index.ts";
import type { Race, RaceAnswer, RaceCall } from "./race.ts";
import { takeNoTurns } from "./without-lease.ts";

/** Makes the calls that its parent sends, one after the other, and sends the answers back. */

if (process.argv.includes("without-turns")) takeNoTurns();

process.on("message", (race: Race) => {
  void run(race).then((answers) => process.send?.(answers));
});

async function run({ root, storageOptions, calls }: Race): Promise<RaceAnswer[]> {
  await using namespace = new DirectoryNamespace({ root, storageOptions });
  const answers: RaceAnswer[] = [];
  for (const call of calls) answers.push(await answerOf(namespace, call));
  return answers;
}

async function answerOf(namespace: DirectoryNamespace, call: RaceCall): Promise<RaceAnswer> {
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
