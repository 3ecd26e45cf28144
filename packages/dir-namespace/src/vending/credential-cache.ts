import type { CredentialRequest, CredentialVendor, VendedCredentials } from "./credential-vendor.ts";

/** Credentials that are kept; beyond it, those that were used longest ago are forgotten. */
const maxEntries = 1000;

interface Entry {
  readonly credentials: VendedCredentials;
  /** By the wall clock, which is compared with the time of expiry. */
  readonly renewAt: number;
  /** By a clock that is never set back: the wall clock alone could keep credentials for too long. */
  readonly renewAtSteady: number;
}

/**
 * Keeps the credentials of a vendor until half of their life is over. Requests them once where several callers need the same at the same
 * time. Credentials are the same only for the same folder, permission and caller.
 */
export class CredentialCache {
  readonly #vendor: CredentialVendor;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #requested = new Map<string, Promise<VendedCredentials>>();

  constructor(vendor: CredentialVendor) {
    this.#vendor = vendor;
  }

  /** Rejects as the vendor does; a failure is not kept. */
  async vend(request: CredentialRequest): Promise<VendedCredentials> {
    const { bucket, folder, permission, identity, durationMs } = request;
    const key = JSON.stringify([bucket, folder, permission, identity ?? null, durationMs]);
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry !== undefined && isFresh(entry)) {
      this.#entries.set(key, entry);
      return entry.credentials;
    }
    const running = this.#requested.get(key) ?? this.#request(key, request);
    return running;
  }

  close(): void {
    this.#entries.clear();
    this.#vendor.close();
  }

  #request(key: string, request: CredentialRequest): Promise<VendedCredentials> {
    const started = { wall: Date.now(), steady: performance.now() };
    const running = this.#vendor
      .vend(request)
      .then((credentials) => {
        const half = (credentials.expiresAtMillis - started.wall) / 2;
        this.#entries.set(key, {
          credentials,
          renewAt: started.wall + half,
          renewAtSteady: started.steady + half,
        });
        for (const oldest of this.#entries.keys()) {
          if (this.#entries.size <= maxEntries) break;
          this.#entries.delete(oldest);
        }
        return credentials;
      })
      .finally(() => this.#requested.delete(key));
    this.#requested.set(key, running);
    return running;
  }
}

function isFresh({ renewAt, renewAtSteady }: Entry): boolean {
  return Date.now() < renewAt && performance.now() < renewAtSteady;
}
