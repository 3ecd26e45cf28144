import { openTableEngine } from "@lancetree/tables";
import type { CatalogFolder } from "../../src/folders/catalog-folder.ts";
import { openFolder } from "../../src/folders/open-folder.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import { rootLocation } from "../../src/model/table-folders.ts";
import type { Backend } from "./backend.ts";
import type { CatalogLocation } from "./catalog-location.ts";
import { type Probe, Prober } from "./observation.ts";
import { replay } from "./replay.ts";
import { residueIn } from "./residue.ts";
import { type Versions, VersionWatch } from "./versions.ts";
import { startWorker } from "./worker-process.ts";

/**
 * A catalog in a folder or a bucket.
 *
 * @param workers - how the processes that are killed get there, if not as those who watch them do
 */
export function directoryBackend(
  catalogLocation: CatalogLocation,
  workers: CatalogLocation = catalogLocation,
): Backend {
  const { root, storageOptions } = catalogLocation;
  return {
    moves: openFolder(root, storageOptions).moves,
    killedAt: { first: 2, last: 7 },
    startWorker: (programArguments, options) =>
      startWorker(
        new URL("./kill-worker.ts", import.meta.url),
        [...programArguments, "--backend", JSON.stringify(workers)],
        options,
      ),
    async watch() {
      const folder = openFolder(root, storageOptions);
      const versions = new VersionWatch(folder);
      const engine = await openTableEngine({ storageOptions });
      const namespace = new DirectoryNamespace(catalogLocation);
      return {
        versions,
        prober: new Prober(namespace, engine, versions),
        probeFolders: () => probeFolders(folder, versions),
        recover: () => namespace.recover(),
        async [Symbol.asyncDispose]() {
          await namespace.close();
          await engine.close();
          await folder.close();
        },
      };
    },
    replay: () => replay(catalogLocation),
    residue: ({ snapshot }) => residueIn(catalogLocation, snapshot),
  };
}

/** The root tables that clients see which list folders only. */
async function probeFolders(folder: CatalogFolder, versions: Versions): Promise<Probe> {
  const from = await versions.latest();
  const names = await folder.rootTables();
  const listed = new Map(
    await Promise.all(names.map(async (name) => [name, await folder.status(rootLocation(name))] as const)),
  );
  return { saw: "folders", from, to: await versions.latest(), listed };
}
