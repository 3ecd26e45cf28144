import { decodeEscapes } from "./decode-escapes.ts";

/**
 * The secrets in a URL, each as it is written there and decoded: the password, alone and with the user, and parameters that name a
 * password, a secret or a token. A user without a password is one only in an `http:` URL, where it may be a token. Empty for any other string.
 */
export function secretsInUrl(text: string): string[] {
  const [, scheme, credentials = "", query = ""] =
    /^([a-z][a-z0-9+.-]*):\/\/(?:([^/?#\s]*)@)?[^?#]*\??([^#]*)/i.exec(text) ?? [];
  if (scheme === undefined) return [];
  const colon = credentials.indexOf(":");
  const isToken = colon < 0 && /^https?$/i.test(scheme);
  const password = colon < 0 ? "" : credentials.slice(colon + 1);
  const parameters = query
    .split("&")
    .map((parameter) => parameter.split("="))
    .flatMap(([name = "", ...value]) => (/password|secret|token/i.test(name) ? [value.join("=")] : []));
  const written = [password === "" && !isToken ? "" : credentials, password, ...parameters];
  const secrets = written.filter((secret) => secret !== "");
  return [...new Set(secrets.flatMap((secret) => [secret, decodeEscapes(secret)]))];
}
