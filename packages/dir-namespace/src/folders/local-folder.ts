import { constants, renameSync, stat as statFile, unlinkSync, writeFileSync } from "node:fs";
import { readdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import {
  ConcurrentModificationError,
  encodeTableLocation,
  InternalError,
  InvalidInputError,
  isError,
  type NamespaceError,
} from "@lancetree/core";
import { FileStatus, makeFolder } from "@lancetree/tables";
import type { FolderStatus } from "../model/effect.ts";
import type { CatalogFolder, DiscardOptions } from "./catalog-folder.ts";
import { isAbsent, LocalPaths } from "./local-paths.ts";
import {
  deregistered,
  markerContent,
  occupied,
  ownMarkerContent,
  partialMarker,
  reserved,
} from "./markers.ts";
import { errorCode, storageError } from "./storage-error.ts";

/** Every read asks for a file that does not exist; the function of `node:fs/promises` takes a stack for each of these errors. */
const stat = promisify(statFile);

/** A named pipe where a file is expected must not block a thread: it is read as empty. */
const nonBlockingRead: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The folder of a catalog on a local disk. */
export class LocalFolder implements CatalogFolder {
  readonly moves = true;
  readonly path: string;
  readonly #storageOptions: Readonly<Record<string, string>>;
  readonly #paths: LocalPaths;
  readonly #files: FileStatus;

  constructor(path: string, storageOptions: Readonly<Record<string, string>> = {}) {
    this.#paths = new LocalPaths(path);
    this.path = this.#paths.root;
    this.#files = new FileStatus(this.path);
    this.#storageOptions = storageOptions;
  }

  async storageOptions(): Promise<Readonly<Record<string, string>>> {
    return this.#storageOptions;
  }

  uri(location: string): string {
    const root = pathToFileURL(this.path).href.replace(/\/$/, "");
    const below = encodeTableLocation(location);
    return below === "" ? root : `${root}/${below}`;
  }

  async identity(): Promise<string | undefined> {
    const found = await stat(this.path).catch(this.#absent);
    if (found && !found.isDirectory()) {
      throw new InvalidInputError(
        `The root ${JSON.stringify(this.path)} is a file; a catalog needs a folder.`,
      );
    }
    return found && String(found.ino);
  }

  async assertOwnLocation(location: string): Promise<void> {
    const [realPath, root] = await Promise.all(
      [this.#paths.inside(location), this.path].map((path) => realpath(path).catch(this.#absent)),
    );
    if (realPath === undefined || root === undefined) return;
    const own = relative(root, realPath).split(sep).join("/");
    if (own === location) return;
    throw new InvalidInputError(
      `The location ${JSON.stringify(location)} leads to the folder ${JSON.stringify(own)}, through a link or in another spelling; register it as ${JSON.stringify(own)}, so that no table's folder is removed under another name.`,
    );
  }

  async hasFile(location: string): Promise<boolean> {
    return (await this.#files.of(join(this.path, location)).catch(this.#absent)) !== undefined;
  }

  async fileIdentity(location: string): Promise<string | undefined> {
    const found = await this.#files.of(join(this.path, location)).catch(this.#absent);
    return found && `${found.size}@${found.mtimeMs}`;
  }

  hasFolder(location: string): Promise<boolean> {
    return this.hasFile(location);
  }

  async assertWritable(): Promise<void> {}

  async create(): Promise<void> {
    try {
      await makeFolder(this.path);
    } catch (cause) {
      const error = this.#error("create the root folder", cause);
      // The caller has to remove what is in the way, or to use another root.
      throw error.code === 19
        ? new InvalidInputError(`${error.message} Use another root.`, { cause })
        : error;
    }
  }

  async readFile(location: string): Promise<Uint8Array> {
    try {
      return await readFile(join(this.path, location), { flag: nonBlockingRead });
    } catch (error) {
      throw this.#error("read a file", error);
    }
  }

  async status(location: string): Promise<FolderStatus> {
    const entries = await readdir(this.#paths.inside(location)).catch(this.#absent);
    if (entries === undefined || entries.length === 0) return "absent";
    if (entries.includes(deregistered)) return "deregistered";
    return (await this.#hasVersions(location)) ? "table" : "declared";
  }

  async first(locations: readonly string[]): Promise<string | undefined> {
    for (const location of locations) if ((await this.status(location)) !== "absent") return location;
    return undefined;
  }

  async holdsData(location: string): Promise<boolean> {
    const status = await this.status(location);
    return status === "table" || (status === "deregistered" && (await this.#hasVersions(location)));
  }

  async isBeingWritten(location: string, milliseconds: number): Promise<boolean> {
    const folder = this.#paths.inside(location);
    const marker = await readFile(join(folder, reserved), { encoding: "utf8", flag: nonBlockingRead }).catch(
      this.#absent,
    );
    if (marker === ownMarkerContent) return false;
    return Date.now() - ((await this.changedAt(location)) ?? 0) < milliseconds;
  }

  async rootTables(): Promise<string[]> {
    const entries = (await readdir(this.path, { withFileTypes: true }).catch(this.#absent)) ?? [];
    return entries
      .filter((entry) => entry.isDirectory() && entry.name.endsWith(".lance"))
      .map((entry) => entry.name.slice(0, -".lance".length));
  }

  async names(): Promise<string[]> {
    return (await readdir(this.path).catch(this.#absent)) ?? [];
  }

  async changedAt(location: string): Promise<number | undefined> {
    const folder = this.#paths.inside(location);
    const entries = await readdir(folder, { recursive: true }).catch(this.#absent);
    if (entries === undefined) return undefined;
    const times = (entries.length === 0 ? [""] : entries).map((entry) =>
      stat(join(folder, entry)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    );
    return Math.max(...(await Promise.all(times)));
  }

  async declare(location: string): Promise<void> {
    const folder = this.#paths.inside(location);
    try {
      await makeFolder(folder, this.path);
      await writeFile(join(folder, reserved), ownMarkerContent);
    } catch (error) {
      throw this.#error("declare a table", error);
    }
  }

  async setPartialMarker(location: string, partial: boolean): Promise<void> {
    const folder = this.#paths.inside(location);
    try {
      if (partial) await makeFolder(folder, this.path);
      if (partial) await writeFile(join(folder, partialMarker), markerContent);
      else await rm(join(folder, partialMarker), { force: true });
    } catch (error) {
      throw this.#error("write a table", error);
    }
  }

  isPartial(location: string): Promise<boolean> {
    return this.hasFile(`${location}/${partialMarker}`);
  }

  /** Synchronous. A missing folder is ignored. */
  setHidden(location: string, hidden: boolean): void {
    const marker = join(this.#paths.inside(location), deregistered);
    try {
      if (hidden) writeFileSync(marker, markerContent);
      else unlinkSync(marker);
    } catch (error) {
      if (!["ENOENT", "ENOTDIR"].includes(errorCode(error)))
        throw this.#error("write a table's marker", error);
    }
  }

  async retireName(): Promise<void> {
    throw new InternalError("The name of a folder on a disk is not retired; the folder is moved aside.");
  }

  async move(from: string, to: string): Promise<boolean> {
    return rename(this.#paths.inside(from), this.#paths.inside(to)).then(() => true, this.#moveOutcome);
  }

  moveSync(from: string, to: string): boolean {
    const [source, target] = [this.#paths.inside(from), this.#paths.inside(to)];
    try {
      renameSync(source, target);
      return true;
    } catch (error) {
      return this.#moveOutcome(error);
    }
  }

  async publishManifest(draft: string): Promise<boolean> {
    return rename(this.#paths.inside(draft), join(this.path, "__manifest")).then(
      () => true,
      this.#moveOutcome,
    );
  }

  async discard(location: string, { keepName = false }: DiscardOptions = {}): Promise<void> {
    if (!this.#paths.isInside(location)) return;
    const folder = this.#paths.inside(location);
    const entries = (await readdir(folder).catch(this.#absent)) ?? [];
    if (!keepName && !entries.includes(occupied)) return this.#remove(folder);
    await this.#occupyName(folder);
    const removed = entries.filter((entry) => entry !== occupied);
    await Promise.all(removed.map((entry) => this.#remove(join(folder, entry))));
  }

  async close(): Promise<void> {}

  async #hasVersions(location: string): Promise<boolean> {
    const versions = await readdir(join(this.path, location, "_versions")).catch(this.#absent);
    return versions !== undefined && versions.length > 0;
  }

  /** Another process may be removing the same folder. */
  async #occupyName(folder: string): Promise<void> {
    for (let round = 0; round < maxOccupyRounds; round++) {
      const isOccupied = await makeFolder(folder, this.path)
        .then(() => writeFile(join(folder, occupied), ""))
        .then(() => true, this.#absent);
      if (isOccupied) return;
    }
    throw new ConcurrentModificationError(
      `Another process removed the folder ${JSON.stringify(this.#paths.locationOf(folder))} ${maxOccupyRounds} times while this process tried to reserve its name.`,
    );
  }

  async #remove(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(this.#absent);
  }

  readonly #absent = (error: unknown): undefined => {
    if (isAbsent(error)) return undefined;
    throw this.#error("use the catalog's folder", error);
  };

  readonly #moveOutcome = (error: unknown): boolean => {
    const code = errorCode(error);
    if (code === "ENOENT") return true;
    if (["ENOTEMPTY", "EEXIST", "ENOTDIR", "EISDIR", "ENAMETOOLONG"].includes(code)) return false;
    throw this.#error("move a table's folder", error);
  };

  #error(what: string, error: unknown): NamespaceError {
    const path = isError(error) && "path" in error ? error.path : undefined;
    return storageError(what, error, typeof path === "string" ? this.#paths.locationOf(path) : undefined);
  }
}

/** How many times a folder is created again that another process removes. */
const maxOccupyRounds = 10;
