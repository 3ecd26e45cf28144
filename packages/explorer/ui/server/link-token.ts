import { catalogAddress } from "./catalog.ts";

/**
 * Exchanges the token of a link of `lancetree ui` for a cookie that scripts cannot read. Does nothing for other addresses. A link that was
 * already used leaves the page without access, which its first call reports.
 */
export async function exchangeLinkToken(): Promise<void> {
  const [, token] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (token === undefined) return;
  // First of all, so that neither the history nor a copied address holds the token.
  history.replaceState(undefined, "", location.pathname + location.search);
  await fetch(`${catalogAddress}/lancetree/v1/session`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
}
