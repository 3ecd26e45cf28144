import { isNamespaceError, type NamespaceError, ServiceUnavailableError } from "@lancetree/core";
import type { CatalogFolder } from "../folders/catalog-folder.ts";
import { versionFileName } from "./version-file.ts";

const versions = "__manifest/_versions";

/** The root of a catalog while it holds no catalog's table: clients that go by folder names need none. */
interface PlainRoot {
  readonly identity: string;
  readonly holdsTables: boolean;
}

/**
 * What a process has seen at the root of a catalog. Where a catalog was, it never begins another one: a volume that is not mounted,
 * a folder that was renamed and a bucket that denies its keys look like a root that is still empty, and what would be written
 * there is lost when the catalog comes back.
 */
export class CatalogPresence {
  readonly #folder: CatalogFolder;
  #hadTable = false;
  #plainRoot: PlainRoot | undefined;
  /** A version, and what tells its file from another catalog's of the same name. */
  #version: { readonly number: number; readonly identity: string } | undefined;

  constructor(folder: CatalogFolder) {
    this.#folder = folder;
  }

  /**
   * Whether the catalog's table is there. Rejects with ServiceUnavailable where it is not and was, and where the root itself was; with
   * InvalidInput when the root is something else than a folder.
   */
  async exists(): Promise<boolean> {
    const exists = await this.#folder.hasFolder(versions);
    if (this.#hadTable && !exists) throw catalogMissing();
    this.#hadTable = exists;
    if (!exists) await this.#lookAtPlainRoot();
    return exists;
  }

  async #lookAtPlainRoot(): Promise<void> {
    const identity = await this.#folder.identity();
    const before = this.#plainRoot;
    if (identity === undefined) {
      if (before === undefined) return;
      throw catalogMissing();
    }
    const holdsTables = (await this.#folder.rootTables()).length > 0;
    // A mount point without its volume is another folder, and an empty one.
    if (before?.holdsTables && !holdsTables && identity !== before.identity) throw catalogMissing();
    this.#plainRoot = { identity, holdsTables };
  }

  /**
   * How a version that was read compares with what is there. `replaced`: its file is gone or another one, so that nothing that was
   * read before can be relied on.
   */
  async compare(version: number): Promise<"newest" | "older" | "replaced"> {
    const [identity, isFollowed] = await Promise.all([
      this.#folder.fileIdentity(fileOf(version)),
      this.#folder.hasFile(fileOf(version + 1)),
    ]);
    if (identity === undefined) return "replaced";
    if (this.#version?.number !== version) this.#version = { number: version, identity };
    if (this.#version.identity !== identity) return "replaced";
    return isFollowed ? "older" : "newest";
  }

  /** Notes what tells a version's file from another one. False when there is no such file. */
  async note(version: number): Promise<boolean> {
    const identity = await this.#folder.fileIdentity(fileOf(version));
    if (identity !== undefined) {
      this.#hadTable = true;
      this.#version = { number: version, identity };
    }
    return identity !== undefined;
  }

  /** Whether the file of a version is there. */
  has(version: number): Promise<boolean> {
    return this.#folder.hasFile(fileOf(version));
  }

  forget(): void {
    this.#version = undefined;
  }

  /** Where there was a catalog and is none, what failed says so. */
  async explain(failure: NamespaceError): Promise<NamespaceError> {
    if (!this.#hadTable || isNamespaceError(failure, 17)) return failure;
    const exists = await this.#folder.hasFolder(versions).catch(() => false);
    return exists ? failure : catalogMissing(failure);
  }
}

export function fileOf(version: number): string {
  return `${versions}/${versionFileName(version)}`;
}

function catalogMissing(cause?: Error): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "The catalog that was at this root is not there any more: its folder was moved or is not mounted, or the object store denies it. Nothing is read or changed until it is back; to begin a new catalog there, open the root again.",
    { cause },
  );
}
