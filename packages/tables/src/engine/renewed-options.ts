import { InvalidInputError, isNamespaceError, ServiceUnavailableError } from "@lancetree/core";

/**
 * Returns storage options that are valid now. `expires_at_millis` among them is the time until which they are valid, in milliseconds since
 * 1970; without it they are valid permanently.
 */
export type StorageOptionsProvider = () => Promise<Readonly<Record<string, string>>>;

/** The most that is left of the validity of storage options when new ones are requested, in milliseconds. */
const maxMarginMs = 300_000;

/**
 * The time at which storage options are to be renewed: five minutes before they expire, or after half of the time that is left when they
 * are valid for less than ten minutes.
 */
export function renewalTime(storageOptions: Readonly<Record<string, string>> | undefined): number {
  const end = Number(storageOptions?.["expires_at_millis"] ?? Number.POSITIVE_INFINITY);
  const left = Math.max(0, end - Date.now());
  return Number.isNaN(end) ? 0 : end - Math.min(maxMarginMs, left / 2);
}

/**
 * A provider that calls another one only when the options that it returned last are to be renewed, once for all callers. While those are
 * valid it returns them if the other one rejects. Rejects with the other's NamespaceError, or with ServiceUnavailable, and with InvalidInput if the
 * result is not an object of strings.
 */
export function renewedOptions(provider: StorageOptionsProvider): StorageOptionsProvider {
  let held: { readonly options: Readonly<Record<string, string>>; readonly renewAt: number } | undefined;
  let renewing: Promise<Readonly<Record<string, string>>> | undefined;
  const renew = async (): Promise<Readonly<Record<string, string>>> => {
    try {
      const options = checked(await provider());
      held = { options, renewAt: renewalTime(options) };
      return options;
    } catch (error) {
      if (held !== undefined && Date.now() < Number(held.options["expires_at_millis"])) return held.options;
      if (isNamespaceError(error)) throw error;
      // Its message may contain keys.
      throw new ServiceUnavailableError(
        "The storage options could not be renewed: the function storageOptionsProvider rejected.",
        { cause: error },
      );
    }
  };
  return async () => {
    if (held !== undefined && Date.now() < held.renewAt) return held.options;
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
}

function checked(options: unknown): Readonly<Record<string, string>> {
  const isObject = typeof options === "object" && options !== null;
  if (isObject && Object.values(options).every((value) => typeof value === "string")) return { ...options };
  throw new InvalidInputError("The function storageOptionsProvider must return an object of strings.");
}
