import { renameSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidInputError, InvalidTableStateError } from "@lancetree/core";
import type { FolderStatus } from "../protocol/step.ts";
import { storageError } from "./storage-error.ts";

const RESERVED = ".lance-reserved";
const DEREGISTERED = ".lance-deregistered";
/** What native clients write into a marker. */
const MARKER_TEXT = "reserved";

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
    const entries = await readdir(await this.#inside(location)).catch(absent);
    if (entries === undefined || entries.length === 0) return "absent";
    if (entries.includes(DEREGISTERED)) return "deregistered";
    const versions = await readdir(join(this.path, location, "_versions")).catch(absent);
    return versions !== undefined && versions.length > 0 ? "table" : "declared";
  }

  /** Names of the root tables that stand at `<name>.lance`, with what their folders hold. */
  async listed(): Promise<Map<string, FolderStatus>> {
    const entries = (await readdir(this.path, { withFileTypes: true }).catch(absent)) ?? [];
    const names = entries
      .filter((entry) => entry.isDirectory() && entry.name.endsWith(".lance"))
      .map((entry) => entry.name.slice(0, -".lance".length));
    return new Map(
      await Promise.all(names.map(async (name) => [name, await this.status(`${name}.lance`)] as const)),
    );
  }

  async declare(location: string): Promise<void> {
    const folder = await this.#inside(location);
    await attempt("declare a table", async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, RESERVED), MARKER_TEXT);
    });
  }

  async hide(location: string): Promise<void> {
    const folder = await this.#inside(location);
    await attempt("deregister a table", () => writeFile(join(folder, DEREGISTERED), MARKER_TEXT)).catch(
      absent,
    );
  }

  async show(location: string): Promise<void> {
    const folder = await this.#inside(location);
    await unlink(join(folder, DEREGISTERED)).catch(absent);
  }

  /** False when the target is taken. A source that is gone counts as moved. */
  async move(from: string, to: string): Promise<boolean> {
    const [source, target] = await Promise.all([this.#inside(from), this.#inside(to)]);
    return rename(source, target).then(() => true, moveOutcome);
  }

  /** As `move`, between two ticks of the event loop: whatever was checked just before still holds. */
  moveNow(from: string, to: string): boolean {
    try {
      renameSync(join(this.path, from), join(this.path, to));
      return true;
    } catch (error) {
      return moveOutcome(error);
    }
  }

  /** Puts the finished catalog table in its place; false when there is one already. */
  async publishManifest(draft: string): Promise<boolean> {
    return rename(await this.#inside(draft), join(this.path, "__manifest")).then(() => true, moveOutcome);
  }

  /** @param keepMarker leaves the folder itself with a marker in it, so that its name stays taken */
  async discard(location: string, keepMarker: boolean): Promise<void> {
    const folder = await this.#inside(location);
    if (!keepMarker) return rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await this.declare(location);
    const entries = await readdir(folder);
    const doomed = entries.filter((entry) => entry !== RESERVED);
    await Promise.all(doomed.map((entry) => rm(join(folder, entry), { recursive: true, force: true })));
  }

  /** Rows may come from anybody: no location may lead out of the root or to the catalog's own table. */
  async #inside(location: string): Promise<string> {
    const target = resolve(this.path, location);
    const parent = await realpath(dirname(target)).catch(absent);
    const root = await realpath(this.path).catch(absent);
    const within =
      target.startsWith(this.path + sep) && (!parent || !root || `${parent}${sep}`.startsWith(root + sep));
    if (!within || location === "__manifest" || location.startsWith("__manifest/")) {
      throw new InvalidTableStateError(
        `The catalog says that a table lies at ${JSON.stringify(location)}, which is not a folder of its own below the root.`,
      );
    }
    return target;
  }
}

function absent(error: unknown): undefined {
  if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return undefined;
  throw storageError("read the catalog's folder", error);
}

function moveOutcome(error: unknown): boolean {
  const code = errorCode(error);
  if (code === "ENOENT") return true;
  if (["ENOTEMPTY", "EEXIST", "ENOTDIR", "EISDIR"].includes(code)) return false;
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
