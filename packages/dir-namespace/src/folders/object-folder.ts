import { compareBytes, InternalError, InvalidTableStateError } from "@lancetree/core";
import type { FolderStatus } from "../model/effect.ts";
import { isReusable } from "../model/table-folders.ts";
import type { ObjectRoot } from "../options/root.ts";
import type { CatalogFolder } from "./catalog-folder.ts";
import { deregistered, markerContent, ownMarkerContent, partialMarker, reserved } from "./markers.ts";
import type { ObjectStore, StoredObject } from "./object-store.ts";

const versionsPrefix = "_versions/";
/** Names that are out of use have a file here: in the folder itself it would keep the name in the lists of other clients. */
const retiredNames = "__lancetree/retired/";
const reservedNames: readonly string[] = ["__manifest", "__lancetree"];
/** No store copies more than this in one request; a table with a larger file stays in the folder that it was written to. */
const maxCopyBytes = 5 * 1024 ** 3;
/** So many files are copied at once. */
const concurrentCopies = 16;

/**
 * The folder of a catalog in a bucket: whatever has a key below the root's. Nothing moves there in one step; `protocol/empty.ts`
 * says in which order things happen to a name instead, and why that is enough.
 */
export class ObjectFolder implements CatalogFolder {
  readonly moves = false;
  readonly #root: ObjectRoot;
  readonly #prefix: string;
  readonly #open: () => Promise<ObjectStore>;
  #opened: Promise<ObjectStore> | undefined;
  /** What a folder that others may be filling looked like, and since when. */
  readonly #filling = new Map<string, { readonly look: string; readonly since: number }>();

  /** @param open called at the first use */
  constructor(root: ObjectRoot, open: () => Promise<ObjectStore>) {
    this.#root = root;
    this.#prefix = root.prefix === "" ? "" : `${root.prefix}/`;
    this.#open = open;
  }

  uri(location: string): string {
    const segments = location.split("/").filter((segment) => segment !== "");
    const path = segments.map(encodeURIComponent).join("/").replaceAll("%24", "$");
    return `${this.#root.scheme}://${this.#root.bucket}/${this.#prefix}${path}`;
  }

  /** There are no folders: what has no objects yet is as good as an empty one. */
  async identity(): Promise<string | undefined> {
    return this.#root.bucket;
  }

  async create(): Promise<void> {}

  /** A key is one name of one object. */
  async assertOwnLocation(): Promise<void> {}

  async hasFile(location: string): Promise<boolean> {
    return (await this.#store()).has(this.#prefix + location);
  }

  async fileIdentity(location: string): Promise<string | undefined> {
    return (await this.#store()).tag(this.#prefix + location);
  }

  async hasFolder(location: string): Promise<boolean> {
    return (await this.#store()).hasPrefix(`${this.#prefix}${location}/`);
  }

  async readFile(location: string): Promise<Uint8Array> {
    const content = await (await this.#store()).get(this.#prefix + location);
    if (content === undefined)
      throw new InternalError(`The catalog's file ${JSON.stringify(location)} is gone.`);
    return content;
  }

  async status(location: string): Promise<FolderStatus> {
    return statusOf(await this.#look(location));
  }

  async first(locations: readonly string[]): Promise<string | undefined> {
    let declared: string | undefined;
    for (const location of locations) {
      const look = await this.#look(location);
      if (look.hasVersions) return location;
      if (statusOf(look) === "declared") declared ??= location;
    }
    return declared;
  }

  async holdsData(location: string): Promise<boolean> {
    return (await this.#look(location)).hasVersions;
  }

  /** By this machine's clock alone: for how long it has looked the same. */
  async isBeingWritten(location: string, milliseconds: number): Promise<boolean> {
    const folder = this.#inside(location);
    const store = await this.#store();
    const marker = await store.get(folder + reserved);
    if (marker && new TextDecoder().decode(marker) === ownMarkerContent) return false;
    const { objects } = await store.list(folder);
    const look = JSON.stringify(objects.map(({ key, changedAt }) => [key, changedAt]));
    const known = this.#filling.get(location);
    const since = known?.look === look ? known.since : performance.now();
    const isFilled = performance.now() - since < milliseconds;
    if (isFilled) this.#filling.set(location, { look, since });
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
    const { objects } = await (await this.#store()).list(this.#inside(location));
    return objects.length === 0 ? undefined : Math.max(...objects.map(({ changedAt }) => changedAt));
  }

  async declare(location: string): Promise<void> {
    await (await this.#store()).put(this.#inside(location) + reserved, ownMarkerContent);
  }

  async markPartial(location: string, partial: boolean): Promise<void> {
    const key = this.#inside(location) + partialMarker;
    const store = await this.#store();
    await (partial ? store.put(key, markerContent) : store.remove([key]));
  }

  async isPartial(location: string): Promise<boolean> {
    return (await this.#store()).has(this.#inside(location) + partialMarker);
  }

  /** A folder that listings leave out once, they leave out for ever: taking the marker off could come too late. */
  async setHidden(location: string, hidden: boolean): Promise<void> {
    if (hidden) await (await this.#store()).put(this.#inside(location) + deregistered, markerContent);
  }

  async retireName(location: string): Promise<void> {
    const folder = this.#inside(location);
    const store = await this.#store();
    await store.put(this.#tombstone(folder), "retired");
    // While it is emptied.
    await store.put(folder + deregistered, markerContent);
  }

  move(from: string, to: string): Promise<boolean> {
    return this.#copy(this.#inside(from), this.#inside(to));
  }

  moveSync(): boolean {
    throw new InternalError("A folder in an object store is retired, not moved aside.");
  }

  async publishManifest(draft: string): Promise<boolean> {
    const published = await this.#copy(this.#inside(draft), `${this.#prefix}__manifest/`);
    await this.discard(draft);
    return published;
  }

  /** Removes the files that are there now. A name that tables share goes only when it is retired. */
  async discard(location: string): Promise<void> {
    const folder = this.#folder(location);
    if (folder === undefined) return;
    const store = await this.#store();
    if (isReusable(location) && !(await store.has(this.#tombstone(folder)))) return;
    const keys = (await store.list(folder)).objects.map(({ key }) => key);
    const versions = keys.filter((key) => key.startsWith(folder + versionsPrefix));
    const hidden = keys.filter((key) => key === folder + deregistered);
    // From then on nobody can open it any more.
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
   * Copies a folder; its version files come last and are written only where there are none. False when somebody else's stand
   * there, or when the name is out of use. It may be done any number of times, by several at once.
   */
  async #copy(from: string, to: string): Promise<boolean> {
    const store = await this.#store();
    const source = (await store.list(from)).objects;
    if (source.length === 0) return true;
    if (source.some(({ bytes }) => bytes > maxCopyBytes)) return false;
    const versions = source.filter(({ key }) => key.startsWith(from + versionsPrefix));
    const isFree = await this.#mayTake(store, versions, from, to);
    if (!isFree) return false;
    const files = source.filter((object) => !versions.includes(object));
    for (let start = 0; start < files.length; start += concurrentCopies) {
      const copied = files
        .slice(start, start + concurrentCopies)
        .map(({ key }) => store.copy(key, to + key.slice(from.length)));
      // Somebody who had done it all removes the source.
      if ((await Promise.all(copied)).includes(false)) return true;
    }
    for (const { key } of versions.toSorted((left, right) => compareBytes(right.key, left.key))) {
      if (await this.#copyVersion(store, key, to + key.slice(from.length))) continue;
      await store.remove(files.map((object) => to + object.key.slice(from.length)));
      return false;
    }
    return true;
  }

  /** Whether nothing stands at a name but what another copy of the same folder has brought there. */
  async #mayTake(
    store: ObjectStore,
    versions: readonly StoredObject[],
    from: string,
    to: string,
  ): Promise<boolean> {
    const there = await this.#look(to.slice(this.#prefix.length, -1), to);
    if (there.isHidden) return false;
    if (!there.hasVersions) return true;
    const first = versions.at(-1)?.key;
    if (first === undefined) return false;
    const [own, other] = await Promise.all([store.get(first), store.get(to + first.slice(from.length))]);
    return own === undefined || (other !== undefined && isSame(own, other));
  }

  /** False when another version file of that name is there. */
  async #copyVersion(store: ObjectStore, from: string, to: string): Promise<boolean> {
    const own = await store.get(from);
    if (own === undefined || (await store.putNew(to, own))) return true;
    // It may be our own: the first try's answer got lost, or somebody else copies the same folder.
    const other = await store.get(to);
    return other === undefined || isSame(own, other);
  }

  async #look(location: string, folder: string = this.#inside(location)): Promise<FolderState> {
    const store = await this.#store();
    const [{ objects, folders }, isRetired] = await Promise.all([
      store.listFolder(folder),
      isReusable(location) ? store.has(this.#tombstone(folder)) : false,
    ]);
    const has = (name: string): boolean => objects.some(({ key }) => key === folder + name);
    return {
      hasVersions: folders.includes(versionsPrefix.slice(0, -1)),
      isHidden: isRetired || has(deregistered),
      isRetired,
      isReserved: has(reserved),
    };
  }

  #tombstone(folder: string): string {
    return `${this.#prefix}${retiredNames}${folder.slice(this.#prefix.length, -1)}`;
  }

  #store(): Promise<ObjectStore> {
    this.#opened ??= this.#open();
    return this.#opened;
  }

  #inside(location: string): string {
    const folder = this.#folder(location);
    if (folder !== undefined) return folder;
    throw new InvalidTableStateError(
      `The catalog says that a table lies at ${JSON.stringify(location)}, which is not a folder of its own below the root.`,
    );
  }

  /** Rows may come from anybody: no location may lead out of the root or to the catalog's own table. */
  #folder(location: string): string | undefined {
    const segments = location.split("/").filter((segment) => segment !== "" && segment !== ".");
    if (segments.length === 0 || segments.includes("..") || reservedNames.includes(segments[0] ?? ""))
      return undefined;
    return `${this.#prefix}${segments.join("/")}/`;
  }
}

interface FolderState {
  readonly hasVersions: boolean;
  readonly isHidden: boolean;
  readonly isRetired: boolean;
  readonly isReserved: boolean;
}

function statusOf(look: FolderState): FolderStatus {
  if (look.isRetired) return "retired";
  if (look.isHidden) return "deregistered";
  if (look.hasVersions) return "table";
  return look.isReserved ? "declared" : "absent";
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
