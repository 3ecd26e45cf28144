import { realpathSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { InvalidTableStateError } from "@lancetree/core";
import { errorCode, storageError } from "./storage-error.ts";

/** The paths of the folders of tables. None of them leads out of the root or to the manifest table. */
export class LocalPaths {
  /** The absolute path of the root. */
  readonly root: string;
  /** The prefix of all paths inside of it. */
  readonly #below: string;

  constructor(root: string) {
    this.root = resolve(root);
    this.#below = this.root.endsWith(sep) ? this.root : this.root + sep;
  }

  /** The path of a location. @throws InvalidTableStateError (19) for a location that is not inside of the root */
  inside(location: string): string {
    if (this.isInside(location)) return resolve(this.root, location);
    throw new InvalidTableStateError(
      `The catalog says that a table is at ${JSON.stringify(location)}, which is not a folder of its own below the root.`,
    );
  }

  /** Any client may write rows: a location may lead anywhere. */
  isInside(location: string): boolean {
    const target = resolve(this.root, location);
    if (!target.startsWith(this.#below)) return false;
    const [first] = target.slice(this.#below.length).split(sep);
    // Follows links; for a folder that does not exist yet, those of its parent.
    const [root, realPath] = [realPathOf(this.root), realPathOf(target) ?? realPathOf(dirname(target))];
    return first !== "__manifest" && (!realPath || !root || isWithin(realPath, root));
  }

  /** The location of a path inside of the root; the path itself outside of it. */
  locationOf(path: string): string {
    return path.startsWith(this.#below) ? relative(this.root, path).split(sep).join("/") : path;
  }
}

/** Whether an error says that a file does not exist. With the last two codes it cannot exist: the name is too long or contains NUL. */
export function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"].includes(errorCode(error));
}

/** Undefined if the path does not exist. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw storageError("use the catalog's folder", error);
  }
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
