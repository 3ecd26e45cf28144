import type { BridgeResponse } from "./loopback-bridge.ts";
import { renewalTime } from "./renewed-options.ts";
import type { TableTarget } from "./table-target.ts";

/** What LanceDB asks for again while a table is open. */
export interface HeldTarget {
  /** Replaces the target by what the catalog has returned since. */
  update(target: TableTarget): void;
  /** The present target's versions. */
  versions(): TableTarget["versions"];
  /** The current options while they are valid, otherwise new ones. Rejects as `refreshStorageOptions` of the target does. */
  resolve(): Promise<BridgeResponse>;
}

/** Whether LanceDB asks for the table again after it was opened. */
export function staysRegistered(target: TableTarget): boolean {
  return hasExpiry(target) || target.versions !== undefined;
}

/** Whether storage options contain the time at which they expire. */
export function hasExpiry({ storageOptions }: TableTarget): boolean {
  return storageOptions?.["expires_at_millis"] !== undefined;
}

/**
 * @param under - options over which those of the target take precedence
 * @param over - options that take precedence
 * over those of the target
 */
export function holdTarget(
  target: TableTarget,
  under: Record<string, string>,
  over: Record<string, string>,
): HeldTarget {
  let held = hold(target);
  let renewing: Promise<void> | undefined;
  const renew = async (refresh: NonNullable<TableTarget["refreshStorageOptions"]>): Promise<void> => {
    held = hold({ ...held.target, storageOptions: await refresh() });
  };
  return {
    update(next) {
      held = hold(next);
    },
    versions: () => held.target.versions,
    async resolve() {
      const { refreshStorageOptions } = held.target;
      if (refreshStorageOptions && Date.now() >= held.renewAt) {
        // LanceDB requests options from several threads at once.
        renewing ??= renew(refreshStorageOptions).finally(() => {
          renewing = undefined;
        });
        await renewing;
      }
      const { location, storageOptions, versions } = held.target;
      return {
        location,
        ...(hasExpiry(held.target) && { storage_options: { ...under, ...storageOptions, ...over } }),
        ...(versions && { managed_versioning: true }),
      };
    },
  };
}

function hold(target: TableTarget): { target: TableTarget; renewAt: number } {
  return { target, renewAt: renewalTime(target.storageOptions) };
}
