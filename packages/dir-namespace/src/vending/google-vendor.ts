import { ServiceUnavailableError, UnsupportedError } from "@lancetree/core";
import { type GoogleLibrary, googleBucket } from "../folders/google-bucket.ts";
import { googleErrors } from "../folders/google-errors.ts";
import { loadLibrary } from "../folders/load-library.ts";
import { callStore } from "../folders/object-store-error.ts";
import { type GoogleOptions, googleOptions } from "../options/google-options.ts";
import { accessBoundary } from "./access-boundary.ts";
import type { CredentialRequest, CredentialVendor, VendedCredentials } from "./credential-vendor.ts";
import type { GoogleVendorSettings } from "./vendor-settings.ts";

/** The addresses of Google's services; tests use others. */
interface GoogleServices {
  readonly tokens: string;
  readonly serviceAccounts: string;
}

const google: GoogleServices = {
  tokens: "https://sts.googleapis.com",
  serviceAccounts: "https://iamcredentials.googleapis.com",
};

/** Milliseconds after which a request is aborted. */
const requestTimeoutMs = 10_000;
const accessToken = "urn:ietf:params:oauth:token-type:access_token";
const scope = "https://www.googleapis.com/auth/cloud-platform";

/**
 * Vends downscoped tokens for Google Cloud Storage: the token of the catalog, or of the service account that the settings name, limited
 * by a credential access boundary. The bucket must have uniform bucket-level access. Throws Unsupported for a catalog without credentials.
 */
export function openGoogleVendor(
  settings: GoogleVendorSettings,
  storageOptions: Readonly<Record<string, string>>,
  services: GoogleServices = google,
): CredentialVendor {
  const options = googleOptions(storageOptions);
  if (options.credential.kind === "none") {
    throw new UnsupportedError(
      "Without credentials of its own a catalog on gs:// cannot vend any: leave google_skip_signature out.",
    );
  }
  return new GoogleVendor(settings, options, services);
}

interface SourceToken {
  readonly token: string;
  readonly expiresAtMillis: number | undefined;
}

class GoogleVendor implements CredentialVendor {
  readonly #settings: GoogleVendorSettings;
  readonly #options: GoogleOptions;
  readonly #services: GoogleServices;
  #bucket: Promise<ReturnType<typeof googleBucket>> | undefined;

  constructor(settings: GoogleVendorSettings, options: GoogleOptions, services: GoogleServices) {
    this.#settings = settings;
    this.#options = options;
    this.#services = services;
  }

  async vend({ bucket, folder, permission, durationMs }: CredentialRequest): Promise<VendedCredentials> {
    const boundary = accessBoundary({ bucket, folder, permission });
    const requestedAt = Date.now();
    const source = await this.#source(bucket, durationMs);
    const form = new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      requested_token_type: accessToken,
      subject_token_type: accessToken,
      subject_token: source.token,
      options: JSON.stringify(boundary),
    });
    const { access_token: vended, expires_in: seconds } = await this.#post(
      `${this.#services.tokens}/v1/token`,
      form,
    );
    // Without an expiry it expires with the token that was limited.
    const expiresAtMillis =
      typeof seconds === "number" ? requestedAt + seconds * 1000 : source.expiresAtMillis;
    if (typeof vended !== "string" || vended === "" || expiresAtMillis === undefined) {
      throw new ServiceUnavailableError("Google's token service returned no token with an expiry.");
    }
    const { endpoint } = this.#options;
    return {
      storageOptions: {
        google_storage_token: vended,
        ...(endpoint !== undefined && { google_base_url: endpoint }),
        ...(endpoint?.startsWith("http://") && { allow_http: "true" }),
      },
      expiresAtMillis,
    };
  }

  close(): void {}

  /** The token that is limited: the catalog's own, or one of the service account that it may impersonate. */
  async #source(bucket: string, durationMs: number): Promise<SourceToken> {
    const client = (await this.#open(bucket)).storage.authClient;
    const own = await callStore(googleErrors(this.#services.tokens), "request credentials", () =>
      client.getAccessToken(),
    );
    if (typeof own !== "string") throw new ServiceUnavailableError("Google's library returned no token.");
    const { serviceAccount } = this.#settings;
    if (serviceAccount === undefined) return { token: own, expiresAtMillis: this.#ownExpiry() };
    const path = `/v1/projects/-/serviceAccounts/${encodeURIComponent(serviceAccount)}:generateAccessToken`;
    const body = JSON.stringify({ scope: [scope], lifetime: `${Math.floor(durationMs / 1000)}s` });
    const { accessToken: token, expireTime } = await this.#post(
      this.#services.serviceAccounts + path,
      body,
      own,
    );
    if (typeof token !== "string" || token === "" || typeof expireTime !== "string") {
      throw new ServiceUnavailableError("Google returned no token of the service account with an expiry.");
    }
    return { token, expiresAtMillis: Date.parse(expireTime) };
  }

  /** When the catalog's own token expires, if its options contain a token and say that. */
  #ownExpiry(): number | undefined {
    const { credential, forLance } = this.#options;
    const end = forLance["expires_at_millis"];
    return credential.kind === "token" && end !== undefined ? Number(end) : undefined;
  }

  #open(bucket: string): Promise<ReturnType<typeof googleBucket>> {
    this.#bucket ??= this.#load(bucket).catch((error: unknown) => {
      // The next request tries again.
      this.#bucket = undefined;
      throw error;
    });
    return this.#bucket;
  }

  async #load(bucket: string): Promise<ReturnType<typeof googleBucket>> {
    const name = "@google-cloud/storage";
    const library: GoogleLibrary = await loadLibrary("gs://", name, () => import("@google-cloud/storage"));
    return googleBucket(library, bucket, this.#options);
  }

  async #post(url: string, body: URLSearchParams | string, token?: string): Promise<Record<string, unknown>> {
    return callStore(googleErrors(url), "request credentials", async () => {
      const response = await fetch(url, {
        method: "POST",
        body,
        headers: {
          ...(typeof body === "string" && { "content-type": "application/json" }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      if (!response.ok) throw Object.assign(new Error("The request failed."), { code: response.status });
      const content: unknown = await response.json();
      return typeof content === "object" && content !== null ? { ...content } : {};
    });
  }
}
