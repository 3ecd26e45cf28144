import { randomBytes } from "node:crypto";
import { openTableEngine, type Table, type TableEngine } from "@lancetree/tables";
import type { CatalogFolder } from "../../src/folders/catalog-folder.ts";
import { LocalFolder } from "../../src/folders/local-folder.ts";
import { ObjectFolder } from "../../src/folders/object-folder.ts";
import type { ObjectStore } from "../../src/folders/object-store.ts";
import { storeAccess } from "../../src/folders/store-access.ts";
import { EffectInterpreter } from "../../src/interpreter.ts";
import { Manifest } from "../../src/manifest/manifest.ts";
import type { Operation } from "../../src/model/effect.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { type CatalogRoot, catalogRoot } from "../../src/options/root.ts";

/** Stands around every call that writes: may leave it out, fail before or after it, or never come back. */
export type Around = (call: string, run: () => unknown) => unknown;

/** What a catalog stands on, with every write to the manifest table and the folder going through `around`. */
export interface Storage extends AsyncDisposable {
  readonly context: OperationContext;
  readonly manifest: Manifest;
  /** Runs an operation; `ids` is what a new table holds. */
  run<T>(operation: Operation<T>, ids?: readonly number[]): Promise<T>;
}

export async function openStorage(
  root: string,
  around: Around,
  storageOptions?: Record<string, string>,
): Promise<Storage> {
  const engine = await openTableEngine({ storageOptions });
  const folder = guardedFolder(catalogRoot(root), around, storageOptions);
  const manifest = new Manifest(guardEngine(engine, around), folder);
  const interpreter = new EffectInterpreter(manifest, folder);
  return {
    context: {
      token: () => randomBytes(8).toString("hex"),
      attempts: 60,
      listing: true,
      moves: folder.moves,
    },
    manifest,
    run: (operation, ids) =>
      interpreter.run(operation, {}, async (location) => {
        if (ids === undefined) return folder.declare(location);
        const write = async (): Promise<void> => {
          const rows = ids.map((id) => ({ id }));
          (await engine.create({ location: folder.uri(location) }, rows)).close();
        };
        await around("stage", write);
      }),
    async [Symbol.asyncDispose]() {
      await interpreter.idle();
      await manifest.close();
      await engine.close();
      await folder.close();
    },
  };
}

const folderWrites: readonly (keyof LocalFolder)[] = [
  "create",
  "declare",
  "setPartialMarker",
  "setHidden",
  "move",
  "moveSync",
  "publishManifest",
  "discard",
];

function guardedFolder(
  root: CatalogRoot,
  around: Around,
  storageOptions: Record<string, string> = {},
): CatalogFolder {
  if (root.store === "disk") return guardFolder(new LocalFolder(root.path), around);
  const access = storeAccess(root, storageOptions);
  const guarded = async (): Promise<ObjectStore> =>
    guard(await access.open(), (name, run) => (storeWrites.includes(name) ? around(name, run) : run()));
  return new ObjectFolder(root, { forLance: () => access.forLance(), open: guarded });
}

const storeWrites = ["put", "putNew", "copy", "remove"];

function guardFolder(folder: LocalFolder, around: Around): LocalFolder {
  return guard(folder, (name, run) =>
    folderWrites.some((write) => write === name) ? around(name, run) : run(),
  );
}

function guardEngine(engine: TableEngine, around: Around): TableEngine {
  return guard(engine, async (name, run) => {
    if (name !== "open" && name !== "createEmpty") return run();
    const table = (await (name === "open" ? run() : around(name, run))) as Table;
    return guardTable(table, around);
  });
}

const tableWrites = ["delete", "update", "updateFieldMetadata"];

function guardTable(table: Table, around: Around): Table {
  return guard(table, (name, run) => {
    if (name === "mergeInsert") return guardMerge(run() as object, around);
    return tableWrites.includes(name) ? around(name, run) : run();
  });
}

function guardMerge<Builder extends object>(builder: Builder, around: Around): Builder {
  return guard(builder, (name, run) =>
    name === "execute" ? around("merge", run) : guardMerge(run() as object, around),
  );
}

/** Private fields and native handles want the object itself as `this`, not its proxy. */
function guard<T extends object>(target: T, call: (name: string, run: () => unknown) => unknown): T {
  return new Proxy(target, {
    get(_, property) {
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]) =>
        call(String(property), () => Reflect.apply(member, target, parameters) as unknown);
    },
  });
}
