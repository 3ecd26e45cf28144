import { isError, isSystemError } from "@lancetree/core";
import type { StoreErrors, StoreFailure } from "./object-store-error.ts";

/** How the errors of Azure's libraries are read. */
export function azureErrors(url: string): StoreErrors {
  return { address: new URL(url).host, read: readFailure };
}

/** The store's code of an error; for an error of the network, the code of the operating system. */
export function codeOf(error: unknown): string {
  if (!isError(error)) return "unknown";
  if (isIdentityError(error)) return "NoAzureToken";
  return isSystemError(error) ? error.code : error.name;
}

/** The HTTP status in such an error. */
export function statusOf(error: unknown): number | undefined {
  if (!isError(error) || !("statusCode" in error)) return undefined;
  return typeof error.statusCode === "number" ? error.statusCode : undefined;
}

function readFailure(error: unknown): StoreFailure {
  return { name: codeOf(error), status: statusOf(error) };
}

/** Whether the library for identities obtained no token. */
function isIdentityError({ name }: Error): boolean {
  return /^(Aggregate)?Authentication(Required)?Error$|^CredentialUnavailableError$/.test(name);
}
