import type { CallOptions } from "./call-options.ts";
import { InvalidInputError } from "./errors.ts";
import { extensionTable } from "./generated/extension-table.ts";
import { validateAddress, validatePath } from "./identifier.ts";
import type { ObjectFinding } from "./object-finding.ts";
import { type PageRequest, validatePageRequest } from "./pages.ts";
import { type PropertyChange, parseProperties } from "./properties.ts";
import { quote, typeName } from "./quote.ts";
import { type ObjectRequest, parseNamespaceId } from "./requests.ts";
import type { ObjectKind } from "./tree.ts";

/** Which part of the catalog to search for dropped objects. */
export interface ListDroppedRequest extends PageRequest {
  /** Lists what was dropped at this path or below it; default the root. */
  readonly id?: readonly string[] | null | undefined;
}

/** An object that was dropped or overwritten, and is kept. */
export interface DroppedObject {
  /** Identifies the drop: one path may have been dropped several times. */
  drop_id: string;
  /** The path that the object had. */
  id: string[];
  kind: ObjectKind;
  /** The number of tables: 1 for a table; for a namespace, those that were dropped with it. */
  tables: number;
  /** ISO 8601, UTC. */
  dropped_at: string;
  /** The time after which the catalog may purge the object, ISO 8601, UTC. */
  kept_until: string;
}

/** One page of dropped objects, in the order of their paths. */
export interface ListDroppedResponse {
  dropped: DroppedObject[];
  /** Present only when more follow. */
  page_token?: string;
}

/** Which dropped object to bring back, and where. */
export interface UndropRequest {
  /** The path that the object had. */
  readonly id?: readonly string[] | null | undefined;
  /** Which drop of that path to undo; default the latest. */
  readonly drop_id?: string | null | undefined;
  /** The path that the object gets; default the one that it had. */
  readonly new_id?: readonly string[] | null | undefined;
}

/** The object after the undrop. */
export interface UndropResponse {
  id: string[];
  kind: ObjectKind;
  /** The number of tables: 1 for a table; for a namespace, those that were undropped with it. */
  tables: number;
}

/** Which dropped objects to remove permanently. */
export interface PurgeDroppedRequest {
  /** Purges what was dropped at this path or below it; default the root. */
  readonly id?: readonly string[] | null | undefined;
  /** Purges only what was dropped longer ago than this. 0 purges everything. */
  readonly older_than_seconds: number;
}

/** What a purge removed. */
export interface PurgeDroppedResponse {
  /** The number of dropped objects that can no longer be undropped. */
  purged: number;
}

/** Which properties of an object to change. */
export interface AlterPropertiesRequest {
  /** The path of a namespace or a table, not the root. */
  readonly id?: readonly string[] | null | undefined;
  /** Properties to add or to change. */
  readonly set?: Readonly<Record<string, string>> | null | undefined;
  /** Properties to remove; those that do not exist are ignored. */
  readonly remove?: readonly string[] | null | undefined;
}

/** The object after the change. */
export interface AlterPropertiesResponse {
  /** All properties after the change. */
  properties: Record<string, string>;
}

/**
 * Optional operations of a namespace that the protocol does not have; a namespace may have some of them. Over REST, Lancetree's servers
 * offer them below `/lancetree/v1/`.
 *
 * A path that does not exist, or at which nothing was dropped, rejects with NamespaceNotFound (1) or TableNotFound (4); a request that
 * cannot succeed with InvalidInput (13).
 */
export interface CatalogExtensions {
  /** Lists the dropped and overwritten objects that the catalog keeps. */
  listDropped(request: ListDroppedRequest, options?: CallOptions): Promise<ListDroppedResponse>;
  /**
   * Brings back a dropped table, or a dropped namespace with everything that was dropped with it, at its old path or a new one.
   *
   * Rejects with NamespaceAlreadyExists (2) or TableAlreadyExists (5) if the path is taken, with NamespaceNotFound (1) if the parent does
   * not exist, and with TableNotFound (4) if the catalog keeps no dropped object of the path.
   */
  undrop(request: UndropRequest, options?: CallOptions): Promise<UndropResponse>;
  /** Removes dropped objects and their files permanently: they cannot be undropped afterwards. */
  purgeDropped(request: PurgeDroppedRequest, options?: CallOptions): Promise<PurgeDroppedResponse>;
  /** Changes some properties of a namespace or a table, and keeps the others. Concurrent changes do not overwrite each other. */
  alterProperties(request: AlterPropertiesRequest, options?: CallOptions): Promise<AlterPropertiesResponse>;
}

/** The name of an operation of a namespace that the protocol does not have. */
export type ExtensionName = Exclude<keyof typeof extensionTable, "whoAmI">;

/** These operations: those of {@link CatalogExtensions} and {@link ObjectFinding}. */
export const extensionNames: readonly ExtensionName[] = (
  Object.keys(extensionTable) as (keyof typeof extensionTable)[]
).filter((name) => name !== "whoAmI");

/** Whether a namespace has one of the operations that the protocol does not have. */
export function supportsExtension<Backend extends object, Name extends ExtensionName>(
  backend: Backend,
  name: Name,
): backend is Backend & Pick<CatalogExtensions & ObjectFinding, Name> {
  return typeof Reflect.get(backend, name) === "function";
}

/** Whether a namespace has all of them. */
export function supportsExtensions<Backend extends object>(
  backend: Backend,
): backend is Backend & CatalogExtensions & ObjectFinding {
  return extensionNames.every((name) => supportsExtension(backend, name));
}

/**
 * Reads a ListDropped request.
 *
 * @throws InvalidInputError
 */
export function parseListDropped(request: ListDroppedRequest): { path: string[]; page: PageRequest } {
  return { path: validateAddress(request.id ?? []), page: validatePageRequest(request) };
}

/**
 * Reads an Undrop request. A new path must be valid for a new object.
 *
 * @throws InvalidInputError
 */
export function parseUndrop(request: UndropRequest): {
  from: string[];
  to: string[];
  dropId: string | undefined;
} {
  const from = parseObjectId(request);
  const { drop_id: dropId, new_id: newId } = request;
  const to = newId === undefined || newId === null ? from : validatePath(newId);
  if (to.length === 0) throw new InvalidInputError("The new path is that of the root, which always exists.");
  if (dropId === undefined || dropId === null) return { from, to, dropId: undefined };
  if (typeof dropId === "string" && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(dropId))
    return { from, to, dropId };
  throw new InvalidInputError("The drop_id must be one that listDropped returned.");
}

/**
 * Reads a PurgeDropped request.
 *
 * @throws InvalidInputError
 */
export function parsePurgeDropped(request: PurgeDroppedRequest): {
  path: string[];
  olderThanSeconds: number;
} {
  const seconds: unknown = request.older_than_seconds;
  if (typeof seconds === "number" && seconds >= 0 && seconds <= maxSeconds)
    return { path: validateAddress(request.id ?? []), olderThanSeconds: seconds };
  const printed = typeof seconds === "number" ? String(seconds) : typeName(seconds);
  throw new InvalidInputError(`older_than_seconds must be a number from 0 to ${maxSeconds}, not ${printed}.`);
}

/** A hundred years. */
const maxSeconds = 100 * 366 * 24 * 3600;

/**
 * Reads an AlterProperties request.
 *
 * @throws InvalidInputError also for a request that changes nothing, and for a key that is both set and removed
 */
export function parseAlterProperties(request: AlterPropertiesRequest): PropertyChange & { path: string[] } {
  const path = parseObjectId(request);
  const set = parseProperties(request.set);
  const remove: unknown = request.remove ?? [];
  if (!Array.isArray(remove) || !remove.every((key) => typeof key === "string"))
    throw new InvalidInputError("The properties to remove must be an array of strings.");
  if (remove.length > maxRemoved)
    throw new InvalidInputError(`At most ${maxRemoved} properties can be removed at once.`);
  const both = remove.find((key) => Object.hasOwn(set, key));
  if (both !== undefined)
    throw new InvalidInputError(`The property ${quote(both)} cannot be both set and removed.`);
  if (remove.length === 0 && Object.keys(set).length === 0)
    throw new InvalidInputError('The request names no properties; pass "set" or "remove".');
  return { path, set, remove };
}

/** No object has more: each character of a name counts for the limit of its properties. */
const maxRemoved = 65_536;

function parseObjectId(request: ObjectRequest): string[] {
  const path = parseNamespaceId(request);
  if (path.length > 0) return path;
  throw new InvalidInputError("The root cannot be changed or dropped; pass the path of an object below it.");
}
