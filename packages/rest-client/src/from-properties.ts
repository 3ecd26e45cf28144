import { UnsupportedError } from "@lancetree/core";
import { type HeaderMap, prefixedHeaders } from "./headers.ts";
import type { RestNamespaceOptions } from "./rest-options.ts";

/**
 * Reads the flat map of strings that configures other Lance clients: `uri`, `delimiter`, `header.<name>` and
 * `headers.<name>`. Unknown keys are ignored, as there.
 *
 * @throws UnsupportedError for keys that configure certificates or authentication (`tls.*`,
 *   `dynamic_context_provider.*`, `rest.auth.*`) which the options `fetch` and `headers` replace
 */
export function optionsFromProperties(
  properties: Readonly<Record<string, string>>,
): RestNamespaceOptions & { readonly headers: HeaderMap } {
  const { uri = "", delimiter } = properties;
  for (const [key, value] of Object.entries(properties)) {
    const harmless =
      (key === "tls.assert_hostname" && value === "true") || (key === "rest.auth.type" && value === "none");
    if (/^(tls|dynamic_context_provider|rest\.auth)\./.test(key) && !harmless) {
      throw new UnsupportedError(
        `The property "${key}" is not supported: configure certificates with the option "fetch", authentication with "headers".`,
      );
    }
  }
  return { uri, headers: prefixedHeaders(properties), ...(delimiter !== undefined && { delimiter }) };
}
