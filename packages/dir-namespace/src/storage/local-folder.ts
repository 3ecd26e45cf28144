import { realpathSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { InternalError, InvalidInputError, InvalidTableStateError } from "@lancetree/core";
import type { FolderStatus } from "../protocol/step.ts";
import type { CatalogFolder } from "./catalog-folder.ts";
import { DEREGISTERED, MARKER_TEXT, OWN_MARKER_TEXT, RESERVED, TAKEN } from "./markers.ts";
import { storageError } from "./storage-error.ts";

/** The folder of a catalog on a local disk. */
export class LocalFolder implements CatalogFolder {
  readonly moves = true;
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  uri(location: string): string {
    const segments = location.split("/").filter((segment) => segment !== "");
    return [pathToFileURL(this.path).href.replace(/\/$/, ""), ...segments.map(encodeURIComponent)]
      .join("/")
      .replaceAll("%24", "$");
  }

  async exists(): Promise<boolean> {
    const found = await stat(this.path).catch(absent);
    if (found && !found.isDirectory()) {
      throw new InvalidInputError(
        `The root ${JSON.stringify(this.path)} is a file; a catalog needs a folder.`,
      );
    }
    return found !== undefined;
  }

  async hasFile(location: string): Promise<boolean> {
    return (await stat(join(this.path, location)).catch(absent)) !== undefined;
  }

  hasFolder(location: string): Promise<boolean> {
    return this.hasFile(location);
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

  async first(locations: readonly string[]): Promise<string | undefined> {
    for (const location of locations) if ((await this.status(location)) !== "absent") return location;
    return undefined;
  }

  async holdsData(location: string): Promise<boolean> {
    const status = await this.status(location);
    return status === "table" || (status === "deregistered" && (await this.#hasVersions(location)));
  }

  async isBeingFilled(location: string, milliseconds: number): Promise<boolean> {
    const folder = this.#inside(location);
    const marker = await readFile(join(folder, RESERVED), "utf8").catch(absent);
    if (marker === OWN_MARKER_TEXT) return false;
    return Date.now() - ((await this.changedAt(location)) ?? 0) < milliseconds;
  }

  async rootTables(): Promise<string[]> {
    const entries = (await readdir(this.path, { withFileTypes: true }).catch(absent)) ?? [];
    return entries
      .filter((entry) => entry.isDirectory() && entry.name.endsWith(".lance"))
      .map((entry) => entry.name.slice(0, -".lance".length));
  }

  async names(): Promise<string[]> {
    return (await readdir(this.path).catch(absent)) ?? [];
  }

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

  /** Done when it returns. A folder that is gone: nothing. */
  mark(location: string, hidden: boolean): void {
    const marker = join(this.#inside(location), DEREGISTERED);
    try {
      if (hidden) writeFileSync(marker, MARKER_TEXT);
      else unlinkSync(marker);
    } catch (error) {
      if (!["ENOENT", "ENOTDIR"].includes(errorCode(error)))
        throw storageError("mark a table's folder", error);
    }
  }

  async retire(): Promise<void> {
    throw new InternalError("A folder on a disk is moved aside, not retired.");
  }

  async move(from: string, to: string): Promise<boolean> {
    return rename(this.#inside(from), this.#inside(to)).then(() => true, moveOutcome);
  }

  moveNow(from: string, to: string): boolean {
    const [source, target] = [this.#inside(from), this.#inside(to)];
    try {
      renameSync(source, target);
      return true;
    } catch (error) {
      return moveOutcome(error);
    }
  }

  async publishManifest(draft: string): Promise<boolean> {
    return rename(this.#inside(draft), join(this.path, "__manifest")).then(() => true, moveOutcome);
  }

  async discard(location: string, keepName: boolean): Promise<void> {
    if (!this.#isInside(location)) return;
    const folder = this.#inside(location);
    const entries = (await readdir(folder).catch(absent)) ?? [];
    if (!keepName && !entries.includes(TAKEN)) return remove(folder);
    await takeName(folder);
    const doomed = entries.filter((entry) => entry !== TAKEN);
    await Promise.all(doomed.map((entry) => remove(join(folder, entry))));
  }

  async close(): Promise<void> {}

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

/** Another process may be removing the same folder. */
async function takeName(folder: string): Promise<void> {
  for (let round = 0; round < 10; round++) {
    const isTaken = await mkdir(folder, { recursive: true })
      .then(() => writeFile(join(folder, TAKEN), ""))
      .then(() => true, absent);
    if (isTaken) return;
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
