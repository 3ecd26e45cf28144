import type { BridgeResponse } from "./loopback-bridge.ts";
import { renewalTime } from "./renewed-options.ts";
import type { TableTarget } from "./table-target.ts";

/** The expiring storage options of one table. */
export interface ExpiringOptions {
  /** Replaces the options by those that the catalog has returned since. */
  update(target: TableTarget): void;
  /** The current options while they are valid, otherwise new ones. Rejects as `refreshStorageOptions` of the target does. */
  resolve(): Promise<BridgeResponse>;
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
export function expiringOptions(
  target: TableTarget,
  under: Record<string, string>,
  over: Record<string, string>,
): ExpiringOptions {
  let held = hold(target);
  let renewing: Promise<void> | undefined;
  const renew = async (refresh: NonNullable<TableTarget["refreshStorageOptions"]>): Promise<void> => {
    held = hold({ ...held.target, storageOptions: await refresh() });
  };
  return {
    update(next) {
      held = hold(next);
    },
    async resolve() {
      const { refreshStorageOptions } = held.target;
      if (refreshStorageOptions && Date.now() >= held.renewAt) {
        // LanceDB requests options from several threads at once.
        renewing ??= renew(refreshStorageOptions).finally(() => {
          renewing = undefined;
        });
        await renewing;
      }
      const { location, storageOptions } = held.target;
      return { location, storage_options: { ...under, ...storageOptions, ...over } };
    },
  };
}

function hold(target: TableTarget): { target: TableTarget; renewAt: number } {
  return { target, renewAt: renewalTime(target.storageOptions) };
}
