import { secretsInUrl } from "@lancetree/core";
import type { Properties } from "./settings.ts";

/**
 * The values that are secret: those of keys that name a secret, all headers for another server, and credentials in a URL.
 */
export function secretsIn(properties: Properties): string[] {
  return Object.entries(properties).flatMap(([key, value]) =>
    isSecret(key) ? [value] : secretsInUrl(value),
  );
}

const secretKeys =
  /^headers?\.|secret|password|token|credential|access_key|account_key|api_key|sas|private_key|service_account_key/i;

/** Of the properties that configure the vending of credentials, only this one is as good as a secret. */
function isSecret(key: string): boolean {
  return key.startsWith("credential_vendor.") ? key.endsWith(".aws_external_id") : secretKeys.test(key);
}
