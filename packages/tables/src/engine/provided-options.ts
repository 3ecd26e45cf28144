import { hasExpiry } from "./held-target.ts";
import type { LoopbackBridge } from "./loopback-bridge.ts";
import { renewedOptions, type StorageOptionsProvider } from "./renewed-options.ts";
import { toSnakeCase } from "./snake-case-option.ts";
import type { TableTarget } from "./table-target.ts";

type StorageOptions = Readonly<Record<string, string>>;

/** The storage options that an engine's provider returns. */
export class ProvidedOptions {
  readonly #provide: StorageOptionsProvider;
  /** The parent namespace of the tables that have no options of their own; the name below it encodes their location. */
  readonly #parent: string;

  /** @param fixed - options over which the provider's take precedence */
  constructor(provider: StorageOptionsProvider, fixed: StorageOptions, bridge: LoopbackBridge) {
    const renewed = renewedOptions(provider);
    this.#provide = async () => toSnakeCase(await renewed());
    // Nothing is kept for each table: a catalog may create any number of them.
    this.#parent = bridge.register(async (location) => ({
      location: Buffer.from(location, "base64url").toString(),
      storage_options: { ...fixed, ...(await this.#provide()) },
    }));
  }

  /** Those that are valid now. */
  current(): Promise<StorageOptions> {
    return this.#provide();
  }

  /** A target with these options, unless it can renew its own. */
  async complete(target: TableTarget): Promise<TableTarget> {
    const { storageOptions: own } = target;
    const isExpiring = hasExpiry(target);
    if (isExpiring && target.refreshStorageOptions) return target;
    const provided = await this.#provide();
    if (own === undefined || Object.keys(own).length === 0) {
      return { ...target, storageOptions: { ...provided }, refreshStorageOptions: this.#provide };
    }
    const merge = (options: StorageOptions): Record<string, string> =>
      isExpiring ? { ...own, ...options } : { ...options, ...own };
    return {
      ...target,
      storageOptions: merge(provided),
      refreshStorageOptions: async () => merge(await this.#provide()),
    };
  }

  /** The namespace in which LanceDB finds a completed target and requests its options; undefined if it has options of its own. */
  parents({ location, refreshStorageOptions }: TableTarget): string[] | undefined {
    if (refreshStorageOptions !== this.#provide) return undefined;
    return [this.#parent, Buffer.from(location).toString("base64url")];
  }
}
