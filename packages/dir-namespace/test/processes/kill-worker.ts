import { writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isNamespaceError } from "@lancetree/core";
import { openTableEngine } from "@lancetree/tables";
import { DirectoryNamespace } from "../../src/index.ts";
import { openFolder } from "../../src/storage/open-folder.ts";
import { Journal } from "./journal.ts";
import { observeRuns, slowStorage } from "./observe.ts";
import { MIXES, type Operation, type RegistrationSource, randomOperation } from "./operation.ts";
import { type Answer, perform, writeOwnFolder } from "./perform.ts";
import type { Place } from "./place.ts";
import type { Protection } from "./protections.ts";
import { Random } from "./random.ts";
import { VersionWatch } from "./versions.ts";

/** Works on a catalog until it is killed. It announces each storage call on its standard output. */

const { values } = parseArgs({
  options: {
    root: { type: "string", default: "" },
    storage: { type: "string", default: "{}" },
    journals: { type: "string", default: "" },
    worker: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    mix: { type: "string", default: "all" },
    without: { type: "string", multiple: true, default: [] },
  },
});

const mix = MIXES.find((name) => name === values.mix) ?? "all";
const random = new Random(Number(values.seed));
const journal = new Journal(join(values.journals, values.worker));
const place: Place = { root: values.root, storageOptions: JSON.parse(values.storage) };
const folder = openFolder(place.root, place.storageOptions);
const versions = new VersionWatch(folder);
const engine = await openTableEngine({ storageOptions: place.storageOptions });
const namespace = new DirectoryNamespace(place);
const deregistered: RegistrationSource[] = [];
let current = { name: "", kind: "" };

observeRuns(
  () => {
    const { name, kind } = current;
    let call = 0;
    return {
      call(run, step) {
        call++;
        journal.write({ at: "call", name, run, call, step });
        if (run === "change") announce(`${kind} ${call}`);
      },
      end(run) {
        journal.write({ at: "end", name, run });
        if (run === "change") announce(`${kind} end`);
      },
    };
  },
  new Set(values.without as Protection[]),
);
slowStorage(random);

for (let number = 0; ; number++) {
  const name = `${values.worker}-${number}`;
  const operation = randomOperation(random, mix, deregistered);
  if (operation.kind === "registerTable" && operation.source === undefined) {
    await writeOwnFolder(engine, folder, name);
  }
  current = { name, kind: operation.kind };
  journal.write({ at: "start", name, operation, version: await versions.latest() });
  try {
    const answer = await perform(namespace, operation, name);
    const by = answer.properties?.["by"];
    journal.write({ at: "answer", name, by, version: await versions.latest() });
    remember(operation, answer);
  } catch (error) {
    const code = isNamespaceError(error) ? error.code : -1;
    const message = error instanceof Error ? error.message : String(error);
    journal.write({ at: "answer", name, code, message, version: await versions.latest() });
    // The folder is still nobody's.
    if (operation.source && !operation.source.location.endsWith(".lance"))
      deregistered.push(operation.source);
  }
}

function remember(operation: Operation, { location }: Answer): void {
  if (operation.kind !== "deregisterTable" || location === undefined) return;
  const relative = decodeURIComponent(location.slice(folder.uri("").length + 1));
  if (!relative.endsWith(".lance")) deregistered.push({ location: relative });
}

/** At once and in order, however busy this process is. */
function announce(line: string): void {
  writeSync(1, `${line}\n`);
}
