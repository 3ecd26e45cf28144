import { PermissionDeniedError, type StoragePermission } from "@lancetree/core";
import { type ChosenNamespace, wholePath } from "../choose-namespace.ts";
import type { ServedOperation } from "../extensions/extension.ts";
import type { Identity } from "./authentication.ts";
import type { DescribeCaller } from "./caller-description.ts";

/** One operation on one object, about which `authorize` decides. */
export interface AuthorizeRequest {
  /** In lowerCamelCase: `dropTable`, or `undrop` for the routes below `/lancetree/v1/`. */
  readonly operation: ServedOperation;
  /** Path of the object in its database, including the chosen prefix. `[]` is the root; `listAllTables` always has it. */
  readonly id: readonly string[];
  /** What `authenticate` returned; undefined without `authenticate`. */
  readonly identity: Identity | undefined;
  /** Name of the chosen database; undefined if the server has only one. */
  readonly database: string | undefined;
  /**
   * The fields of the request, without rows; undefined when the server checks whether it may return a table's storage
   * options.
   */
  readonly request: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Decides whether a caller may run an operation on an object. The server calls it once for each object that a request
 * names: a rename names the table and its new path, a batch names all its tables.
 *
 * @returns false for PermissionDenied (15, HTTP 403)
 */
export type Authorize = (request: AuthorizeRequest) => boolean | Promise<boolean>;

/** The table whose storage `storageAccess` decides about, and the caller. */
export type StorageRequest = Pick<AuthorizeRequest, "id" | "identity" | "database">;

/** What a caller may do with a table's files in the storage. */
export interface StorageGrant {
  /** The most that credentials for the table's folder allow. */
  readonly permission: StoragePermission;
  /**
   * Whether the caller may also receive storage options that are not limited to the table's folder: the namespace's own. Roles and paths
   * do not apply to what is done with them.
   */
  readonly unlimited: boolean;
}

/**
 * Decides what a caller who may describe a table may do with its files.
 *
 * @returns undefined to leave the storage options out of the response
 */
export type DecideStorageAccess = (
  request: StorageRequest,
) => StorageGrant | undefined | Promise<StorageGrant | undefined>;

/** The functions that decide about permissions. */
export interface PermissionHooks {
  /** Decides what a caller may do; everything by default. */
  readonly authorize?: Authorize | undefined;
  /** Decides what callers may do with the files of tables; by default, callers that may describe a table may do everything with them. */
  readonly storageAccess?: DecideStorageAccess | undefined;
  /** Describes callers to themselves; by default, they may do everything. */
  readonly describeCaller?: DescribeCaller | undefined;
}

/** What the caller of one request may do in the namespace that was chosen for it. */
export interface Permissions {
  /** Whether the caller may run an operation on all these objects. */
  allows(
    operation: ServedOperation,
    ids: readonly (readonly string[])[],
    request?: AuthorizeRequest["request"],
  ): Promise<boolean>;
  /**
   * As {@link Permissions.allows}.
   *
   * @throws PermissionDeniedError (15)
   */
  assertAllowed(...check: Parameters<Permissions["allows"]>): Promise<void>;
  /** What the caller may do with the files of a table; undefined if nothing, and if it may not describe the table. */
  storage(id: readonly string[]): Promise<StorageGrant | undefined>;
}

const everything: StorageGrant = { permission: "admin", unlimited: true };

/** Binds the hooks to a caller and to the chosen namespace. */
export function createPermissions(
  { authorize, storageAccess }: PermissionHooks,
  identity: Identity | undefined,
  chosen: ChosenNamespace,
): Permissions {
  const { database } = chosen;
  const allows: Permissions["allows"] = async (operation, ids, request) => {
    if (!authorize) return true;
    for (const id of ids) {
      // One after the other: the first refusal is enough.
      // oxlint-disable-next-line no-await-in-loop
      if (!(await authorize({ operation, id: wholePath(chosen, id), identity, database, request })))
        return false;
    }
    return true;
  };
  return {
    allows,
    async assertAllowed(operation, ...rest) {
      if (await allows(operation, ...rest)) return;
      throw new PermissionDeniedError(`This identity may not call ${operation} here.`);
    },
    async storage(id) {
      if (!(await allows("describeTable", [id]))) return undefined;
      if (!storageAccess) return everything;
      return storageAccess({ id: wholePath(chosen, id), identity, database });
    },
  };
}
