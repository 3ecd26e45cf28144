import { compareBytes, encodeTableLocation, InternalError } from "@lancetree/core";
import type { FolderStatus } from "../model/effect.ts";
import { isReusable } from "../model/table-folders.ts";
import type { ObjectRoot } from "../options/object-root.ts";
import type { CatalogFolder, IdentifiedFile } from "./catalog-folder.ts";
import { assertConditionalPuts } from "./conditional-puts.ts";
import { deregistered, markerContent, ownMarkerContent, partialMarker, reserved } from "./markers.ts";
import { ObjectKeys } from "./object-keys.ts";
import type { ObjectStore, StoredObject } from "./object-store.ts";
import type { StoreAccess } from "./store-access.ts";

const versionsPrefix = "_versions/";
/** Files copied at the same time. */
const concurrentCopies = 16;

/**
 * The folder of a catalog in a bucket: all keys below the root's prefix. Folders cannot be moved atomically there; instead
 * `operations/drain-folder.ts` documents the order in which the state of a name changes, and why that is sufficient.
 */
export class ObjectFolder implements CatalogFolder {
  readonly moves = false;
  readonly #root: ObjectRoot;
  readonly #keys: ObjectKeys;
  readonly #prefix: string;
  readonly #access: StoreAccess;
  #opened: Promise<ObjectStore> | undefined;
  #checked: Promise<void> | undefined;
  /** The fingerprint of each folder that another client may be filling, and when it was first seen. */
  readonly #filling = new Map<string, { readonly fingerprint: string; readonly since: number }>();

  /** @param access to the store, which is opened at the first use */
  constructor(root: ObjectRoot, access: StoreAccess) {
    this.#root = root;
    this.#keys = new ObjectKeys(root.prefix);
    this.#prefix = this.#keys.prefix;
    this.#access = access;
  }

  uri(location: string): string {
    return `${this.#root.base}/${this.#prefix}${encodeTableLocation(location)}`;
  }

  storageOptions(): Promise<Readonly<Record<string, string>>> {
    return this.#access.forLance();
  }

  /** A bucket has no folders: a prefix without objects is an empty folder. */
  async identity(): Promise<string | undefined> {
    return this.#root.bucket;
  }

  async create(): Promise<void> {}

  async assertWritable(): Promise<void> {
    this.#checked ??= this.#store().then((store) => assertConditionalPuts(store, this.#prefix));
    try {
      await this.#checked;
    } catch (error) {
      // The next change checks again.
      this.#checked = undefined;
      throw error;
    }
  }

  /** A bucket has no links: each key names one object. */
  async assertOwnLocation(): Promise<void> {}

  async hasFile(location: string): Promise<boolean> {
    return (await this.#store()).has(this.#prefix + location);
  }

  async fileIdentity(location: string): Promise<string | undefined> {
    return (await this.#store()).tag(this.#prefix + location);
  }

  async hasFolder(location: string): Promise<boolean> {
    return (await this.firstFiles(location, 1)).length > 0;
  }

  async firstFiles(location: string, count: number): Promise<readonly IdentifiedFile[]> {
    const objects = await (await this.#store()).first(`${this.#prefix}${location}/`, count);
    return objects.map(({ key, tag }) => ({ location: key.slice(this.#prefix.length), identity: tag }));
  }

  async readFile(location: string): Promise<Uint8Array> {
    const content = await (await this.#store()).get(this.#prefix + location);
    if (content === undefined)
      throw new InternalError(`The catalog's file ${JSON.stringify(location)} is gone.`);
    return content;
  }

  async status(location: string): Promise<FolderStatus> {
    return statusOf(await this.#stat(location));
  }

  async first(locations: readonly string[]): Promise<string | undefined> {
    let declared: string | undefined;
    for (const location of locations) {
      const state = await this.#stat(location);
      if (state.hasVersions) return location;
      if (statusOf(state) === "declared") declared ??= location;
    }
    return declared;
  }

  async holdsData(location: string): Promise<boolean> {
    return (await this.#stat(location)).hasVersions;
  }

  /** Compares fingerprints, by this machine's clock alone. */
  async isBeingWritten(location: string, milliseconds: number): Promise<boolean> {
    const folder = this.#keys.inside(location);
    const store = await this.#store();
    const marker = await store.get(folder + reserved);
    if (marker && new TextDecoder().decode(marker) === ownMarkerContent) return false;
    const { objects } = await store.list(folder);
    const fingerprint = JSON.stringify(objects.map(({ key, changedAt }) => [key, changedAt]));
    const known = this.#filling.get(location);
    const since = known?.fingerprint === fingerprint ? known.since : performance.now();
    const isFilled = performance.now() - since < milliseconds;
    if (isFilled) this.#filling.set(location, { fingerprint, since });
    else this.#filling.delete(location);
    return isFilled;
  }

  async rootTables(): Promise<string[]> {
    const { folders } = await (await this.#store()).listFolder(this.#prefix);
    return folders.filter((name) => name.endsWith(".lance")).map((name) => name.slice(0, -".lance".length));
  }

  async names(): Promise<string[]> {
    const { folders, objects } = await (await this.#store()).listFolder(this.#prefix);
    return [...folders, ...objects.map(({ key }) => key.slice(this.#prefix.length))];
  }

  async changedAt(location: string): Promise<number | undefined> {
    const { objects } = await (await this.#store()).list(this.#keys.inside(location));
    return objects.length === 0 ? undefined : Math.max(...objects.map(({ changedAt }) => changedAt));
  }

  async declare(location: string): Promise<void> {
    await (await this.#store()).put(this.#keys.inside(location) + reserved, ownMarkerContent);
  }

  async setPartialMarker(location: string, partial: boolean): Promise<void> {
    const key = this.#keys.inside(location) + partialMarker;
    const store = await this.#store();
    await (partial ? store.put(key, markerContent) : store.remove([key]));
  }

  async isPartial(location: string): Promise<boolean> {
    return (await this.#store()).has(this.#keys.inside(location) + partialMarker);
  }

  /** A hidden folder stays hidden: removing the marker could take effect too late. */
  async setHidden(location: string, hidden: boolean): Promise<void> {
    if (hidden) await (await this.#store()).put(this.#keys.inside(location) + deregistered, markerContent);
  }

  async retireName(location: string): Promise<void> {
    const folder = this.#keys.inside(location);
    const store = await this.#store();
    await store.put(this.#keys.tombstone(folder), "retired");
    // Hides it while it is being emptied.
    await store.put(folder + deregistered, markerContent);
  }

  move(from: string, to: string): Promise<boolean> {
    return this.#copy(this.#keys.inside(from), this.#keys.inside(to));
  }

  moveSync(): boolean {
    throw new InternalError("A folder in an object store cannot be moved aside; its name is retired.");
  }

  async publishManifest(draft: string): Promise<boolean> {
    const published = await this.#copy(this.#keys.inside(draft), `${this.#prefix}__manifest/`);
    await this.discard(draft);
    return published;
  }

  /** Removes the files that exist now. A folder with a reusable name is removed only if the name is retired. */
  async discard(location: string): Promise<void> {
    const folder = this.#keys.folderOf(location);
    if (folder === undefined) return;
    const store = await this.#store();
    if (isReusable(location) && !(await store.has(this.#keys.tombstone(folder)))) return;
    const keys = (await store.list(folder)).objects.map(({ key }) => key);
    const versions = keys.filter((key) => key.startsWith(folder + versionsPrefix));
    const hidden = keys.filter((key) => key === folder + deregistered);
    // Without version files no client can open the table.
    await store.remove(versions);
    await store.remove(keys.filter((key) => !versions.includes(key) && !hidden.includes(key)));
    await store.remove(hidden);
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    opened?.close();
  }

  /**
   * Copies a folder. Its version files are written last and only if there are none. False if there are version files of another table,
   * or if the name is retired. Idempotent, and safe if several processes do it at the same time.
   */
  async #copy(from: string, to: string): Promise<boolean> {
    const store = await this.#store();
    const source = (await store.list(from)).objects;
    if (source.length === 0) return true;
    // A table with a larger file stays in the folder that it was written to.
    if (source.some(({ bytes }) => bytes > store.maxCopyBytes)) return false;
    const versions = source.filter(({ key }) => key.startsWith(from + versionsPrefix));
    const isFree = await this.#mayCopyTo(store, versions, from, to);
    if (!isFree) return false;
    const files = source.filter((object) => !versions.includes(object));
    for (let start = 0; start < files.length; start += concurrentCopies) {
      const copied = files
        .slice(start, start + concurrentCopies)
        .map(({ key }) => store.copy(key, to + key.slice(from.length)));
      // Another process has copied everything and removed the source.
      if ((await Promise.all(copied)).includes(false)) return true;
    }
    for (const { key } of versions.toSorted((left, right) => compareBytes(right.key, left.key))) {
      if (await this.#copyVersion(store, key, to + key.slice(from.length))) continue;
      await store.remove(files.map((object) => to + object.key.slice(from.length)));
      return false;
    }
    return true;
  }

  /** Whether a name is free, or holds only another copy of the same folder. */
  async #mayCopyTo(
    store: ObjectStore,
    versions: readonly StoredObject[],
    from: string,
    to: string,
  ): Promise<boolean> {
    const target = await this.#stat(to.slice(this.#prefix.length, -1), to);
    if (target.isHidden) return false;
    if (!target.hasVersions) return true;
    const first = versions.at(-1)?.key;
    if (first === undefined) return false;
    const [own, other] = await Promise.all([store.get(first), store.get(to + first.slice(from.length))]);
    return own === undefined || (other !== undefined && Buffer.compare(own, other) === 0);
  }

  /** False if another version file of that name exists. */
  async #copyVersion(store: ObjectStore, from: string, to: string): Promise<boolean> {
    const own = await store.get(from);
    if (own === undefined || (await store.putNew(to, own))) return true;
    // It may be the same file: the first response was lost, or another process copies the same folder.
    const other = await store.get(to);
    return other === undefined || Buffer.compare(own, other) === 0;
  }

  async #stat(location: string, folder: string = this.#keys.inside(location)): Promise<FolderState> {
    const store = await this.#store();
    const [{ objects, folders }, isRetired] = await Promise.all([
      store.listFolder(folder),
      isReusable(location) ? store.has(this.#keys.tombstone(folder)) : false,
    ]);
    const has = (name: string): boolean => objects.some(({ key }) => key === folder + name);
    return {
      hasVersions: folders.includes(versionsPrefix.slice(0, -1)),
      isHidden: isRetired || has(deregistered),
      isRetired,
      isReserved: has(reserved),
    };
  }

  #store(): Promise<ObjectStore> {
    this.#opened ??= this.#access.open();
    return this.#opened;
  }
}

interface FolderState {
  readonly hasVersions: boolean;
  readonly isHidden: boolean;
  readonly isRetired: boolean;
  readonly isReserved: boolean;
}

function statusOf(state: FolderState): FolderStatus {
  if (state.isRetired) return "retired";
  if (state.isHidden) return "deregistered";
  if (state.hasVersions) return "table";
  return state.isReserved ? "declared" : "absent";
}
