import { type CallOptions, lesserPermission, raceAbort, type StoragePermission } from "@lancetree/core";
import { ObjectKeys } from "../folders/object-keys.ts";
import type { ObjectRoot } from "../options/object-root.ts";
import { catalogRoot } from "../options/root.ts";
import { CredentialCache } from "./credential-cache.ts";
import type { CredentialVendor } from "./credential-vendor.ts";
import { vendorOf } from "./open-vendor.ts";
import { renewedVendor } from "./renewed-vendor.ts";
import { type VendorSettings, vendorSettings } from "./vendor-settings.ts";

/** A table whose credentials are requested. */
export interface VendedTable {
  /** Its folder, relative to the root. */
  readonly folder: string;
  /** Its URI, for the record of what was vended. */
  readonly location: string;
}

/** Vends credentials for the tables of a catalog. */
export class Vending {
  readonly #root: ObjectRoot;
  readonly #keys: ObjectKeys;
  readonly #permission: StoragePermission;
  readonly #durationMs: number;
  readonly #cache: CredentialCache;

  constructor(root: ObjectRoot, settings: VendorSettings, vendor: CredentialVendor) {
    this.#root = root;
    this.#keys = new ObjectKeys(root.prefix);
    this.#permission = settings.permission;
    this.#durationMs = settings.durationMs;
    this.#cache = new CredentialCache(vendor);
  }

  /**
   * Storage options for a table's folder that allow what the caller may do, but not more than the catalog is configured for; undefined
   * for a caller who may do nothing. Rejects as the vendor does.
   */
  async vend(table: VendedTable, options: CallOptions = {}): Promise<Record<string, string> | undefined> {
    const { storageAccess, caller, signal } = options;
    const allowed = storageAccess === undefined ? this.#permission : storageAccess.permission;
    if (allowed === undefined) return undefined;
    const permission = lesserPermission(allowed, this.#permission);
    const request = {
      bucket: this.#root.bucket,
      folder: this.#keys.inside(table.folder),
      permission,
      identity: caller,
      durationMs: this.#durationMs,
    };
    // Other callers may wait for the same credentials, so that an abort ends the wait, not the request.
    const requested = this.#cache.vend(request);
    const { storageOptions, expiresAtMillis } = await (signal === undefined
      ? requested
      : raceAbort(requested, signal));
    storageAccess?.onVended?.({ location: table.location, permission, expiresAtMillis });
    return { ...storageOptions, expires_at_millis: String(expiresAtMillis) };
  }

  close(): void {
    this.#cache.close();
  }
}

/** What a catalog is opened with. */
export interface VendingOptions {
  readonly root: unknown;
  readonly storageOptions?: Readonly<Record<string, string>> | undefined;
  /** Returns those that are valid now, the same object until they are renewed, if a provider of the catalog returns any. */
  readonly validOptions?: (() => Promise<Readonly<Record<string, string>>>) | undefined;
  /** The properties, without their prefix. */
  readonly credentialVendor?: Readonly<Record<string, string>> | undefined;
}

/**
 * The vending of a catalog; undefined if it vends none. Loads nothing and sends no request. Throws InvalidInput or Unsupported for an
 * invalid configuration; options that are renewed are parsed when they are used.
 */
export function openVending({
  root,
  storageOptions = {},
  validOptions,
  credentialVendor,
}: VendingOptions): Vending | undefined {
  const location = catalogRoot(root);
  const settings = vendorSettings(location, credentialVendor);
  if (settings === undefined || location.store === "disk") return undefined;
  const open = vendorOf(settings, location);
  const vendor = validOptions === undefined ? open(storageOptions) : renewedVendor(validOptions, open);
  return new Vending(location, settings, vendor);
}
