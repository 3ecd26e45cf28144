import { openTableEngine } from "@lancetree/tables";
import { openFolder } from "../../src/folders/open-folder.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import type { CatalogLocation } from "./catalog-location.ts";
import { removeSafeguards, type Safeguard } from "./safeguards.ts";
import { observeRuns, slowStorage } from "./trace-effects.ts";
import { VersionWatch } from "./versions.ts";
import { commitWithoutLease } from "./without-lease.ts";
import { announce, backendSettings, current, eventLog, omitted, random, work, workerNumber } from "./work.ts";

/** Works on a catalog in a folder or a bucket until it is killed. It announces each storage call on its standard output. */

const catalogLocation: CatalogLocation = JSON.parse(backendSettings);
const { root, storageOptions } = catalogLocation;
const folder = openFolder(root, storageOptions);
const engine = await openTableEngine({ storageOptions });
const without = new Set(omitted as readonly Safeguard[]);

observeRuns(() => {
  const { name, kind } = current.getStore() ?? { name: "", kind: "" };
  let call = 0;
  return {
    call(run, effect) {
      call++;
      eventLog.write({ at: "call", name, run, call, effect });
      if (run === "change") announce(`${kind} ${call}`);
    },
    end(run) {
      eventLog.write({ at: "end", name, run });
      if (run === "change") announce(`${kind} end`);
    },
  };
}, without);
removeSafeguards(without);
// Two of three, so that some of them always come in between each other.
if (workerNumber % 3 > 0) commitWithoutLease();
slowStorage(random);

await work({
  namespace: new DirectoryNamespace(catalogLocation),
  engine,
  folder,
  versions: new VersionWatch(folder),
  // The folder of a root table can only get its own name back.
  isRegistrable: (location) => !location.endsWith(".lance"),
});
