import { realpathSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidInputError, InvalidTableStateError } from "@lancetree/core";
import type { FolderStatus } from "../protocol/step.ts";
import { storageError } from "./storage-error.ts";

const RESERVED = ".lance-reserved";
const DEREGISTERED = ".lance-deregistered";
/** Keeps the name of an emptied folder from being used again. */
const TAKEN = ".lancetree-taken";
/** What native clients write into a marker. */
const MARKER_TEXT = "reserved";
/** Ours, for a declared table that waits for anybody to fill it. Nobody reads it but we. */
const OWN_MARKER_TEXT = "reserved by lancetree";

/** The folder of a catalog on a local disk. Locations are relative to it, with forward slashes. */
export class LocalFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** The URI under which other clients open what lies at a location. */
  uri(location: string): string {
    const segments = location.split("/").filter((segment) => segment !== "");
    return [pathToFileURL(this.path).href.replace(/\/$/, ""), ...segments.map(encodeURIComponent)]
      .join("/")
      .replaceAll("%24", "$");
  }

  /** Rejects with InvalidInput when the root is something else than a folder. False when it is not there yet. */
  async exists(): Promise<boolean> {
    const found = await stat(this.path).catch(absent);
    if (found && !found.isDirectory()) {
      throw new InvalidInputError(
        `The root ${JSON.stringify(this.path)} is a file; a catalog needs a folder.`,
      );
    }
    return found !== undefined;
  }

  async has(location: string): Promise<boolean> {
    return (await stat(join(this.path, location)).catch(absent)) !== undefined;
  }

  async create(): Promise<void> {
    await attempt("create the root folder", () => mkdir(this.path, { recursive: true }));
  }

  async readFile(location: string): Promise<Uint8Array> {
    return readFile(join(this.path, location));
  }

  async status(location: string): Promise<FolderStatus> {
    const entries = await readdir(this.#inside(location)).catch(absent);
    if (entries === undefined || entries.length === 0) return "absent";
    if (entries.includes(DEREGISTERED)) return "deregistered";
    return (await this.#hasVersions(location)) ? "table" : "declared";
  }

  /** The first of these folders that is there, if any is. */
  async first(locations: readonly string[]): Promise<string | undefined> {
    for (const location of locations) if ((await this.status(location)) !== "absent") return location;
    return undefined;
  }

  /** Whether a table has been written there, whatever its markers say. */
  async holdsData(location: string): Promise<boolean> {
    const status = await this.status(location);
    return status === "table" || (status === "deregistered" && (await this.#hasVersions(location)));
  }

  /** Whether another client declared a table here, or wrote data of it, within some milliseconds. */
  async isBeingFilled(location: string, milliseconds: number): Promise<boolean> {
    const folder = this.#inside(location);
    const marker = await readFile(join(folder, RESERVED), "utf8").catch(absent);
    if (marker === OWN_MARKER_TEXT) return false;
    return Date.now() - ((await this.changedAt(location)) ?? 0) < milliseconds;
  }

  /** Names of the root tables for which there are folders `<name>.lance`, whatever these hold. */
  async rootTables(): Promise<string[]> {
    const entries = (await readdir(this.path, { withFileTypes: true }).catch(absent)) ?? [];
    return entries
      .filter((entry) => entry.isDirectory() && entry.name.endsWith(".lance"))
      .map((entry) => entry.name.slice(0, -".lance".length));
  }

  /** Names of what lies directly in the root. */
  async names(): Promise<string[]> {
    return (await readdir(this.path).catch(absent)) ?? [];
  }

  /** When anything in a folder last changed, in milliseconds since 1970; undefined when it is not there. */
  async changedAt(location: string): Promise<number | undefined> {
    const folder = this.#inside(location);
    const entries = await readdir(folder, { recursive: true }).catch(absent);
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
    const folder = this.#inside(location);
    await attempt("declare a table", async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, RESERVED), OWN_MARKER_TEXT);
    });
  }

  /** Marks a folder so that listings by folder name leave it out, or takes the mark off. A folder that is gone: nothing. */
  markNow(location: string, hidden: boolean): void {
    const marker = join(this.#inside(location), DEREGISTERED);
    try {
      if (hidden) writeFileSync(marker, MARKER_TEXT);
      else unlinkSync(marker);
    } catch (error) {
      if (!["ENOENT", "ENOTDIR"].includes(errorCode(error)))
        throw storageError("mark a table's folder", error);
    }
  }

  /** False when the target is taken. A source that is gone counts as moved. */
  async move(from: string, to: string): Promise<boolean> {
    return rename(this.#inside(from), this.#inside(to)).then(() => true, moveOutcome);
  }

  /** As `move`, between two ticks of the event loop: whatever was checked just before still holds. */
  moveNow(from: string, to: string): boolean {
    const [source, target] = [this.#inside(from), this.#inside(to)];
    try {
      renameSync(source, target);
      return true;
    } catch (error) {
      return moveOutcome(error);
    }
  }

  /** Puts the finished catalog table in its place; false when there is one already. */
  async publishManifest(draft: string): Promise<boolean> {
    return rename(this.#inside(draft), join(this.path, "__manifest")).then(() => true, moveOutcome);
  }

  /**
   * Removes a folder, but for what keeps its name taken. What lies outside of the root is left alone.
   * @param keepName leaves the folder itself with a file in it; once somebody has done so, it stays
   */
  async discard(location: string, keepName: boolean): Promise<void> {
    if (!this.#isInside(location)) return;
    const folder = this.#inside(location);
    const entries = (await readdir(folder).catch(absent)) ?? [];
    if (!keepName && !entries.includes(TAKEN)) return remove(folder);
    // Another process may be removing the same folder.
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, TAKEN), "").catch(absent);
    const doomed = entries.filter((entry) => entry !== TAKEN);
    await Promise.all(doomed.map((entry) => remove(join(folder, entry))));
  }

  async #hasVersions(location: string): Promise<boolean> {
    const versions = await readdir(join(this.path, location, "_versions")).catch(absent);
    return versions !== undefined && versions.length > 0;
  }

  #inside(location: string): string {
    if (this.#isInside(location)) return resolve(this.path, location);
    throw new InvalidTableStateError(
      `The catalog says that a table lies at ${JSON.stringify(location)}, which is not a folder of its own below the root.`,
    );
  }

  /** Rows may come from anybody: no location may lead out of the root or to the catalog's own table. */
  #isInside(location: string): boolean {
    const target = resolve(this.path, location);
    if (!target.startsWith(this.path + sep)) return false;
    const [first] = target.slice(this.path.length + 1).split(sep);
    // Where links lead; of what is not there yet, where it would be.
    const [root, place] = [realPath(this.path), realPath(target) ?? realPath(dirname(target))];
    return first !== "__manifest" && (!place || !root || `${place}${sep}`.startsWith(root + sep));
  }
}

/** Undefined for what is not there. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    return absent(error);
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(absent);
}

function absent(error: unknown): undefined {
  if (["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(errorCode(error))) return undefined;
  throw storageError("use the catalog's folder", error);
}

function moveOutcome(error: unknown): boolean {
  const code = errorCode(error);
  if (code === "ENOENT") return true;
  if (["ENOTEMPTY", "EEXIST", "ENOTDIR", "EISDIR", "ENAMETOOLONG"].includes(code)) return false;
  throw storageError("move a table's folder", error);
}

async function attempt(what: string, task: () => Promise<unknown>): Promise<void> {
  try {
    await task();
  } catch (error) {
    throw storageError(what, error);
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
