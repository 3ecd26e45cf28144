/** LanceDB's remote client sends the time of its own last write in this header; its next read must show that write. */
export const minTimestampHeader = "x-lancedb-min-timestamp";

/**
 * Whether a header is for one connection only (RFC 9110, section 7.6.1), so that a proxy must not forward it. Upper and
 * lower case are the same.
 */
export function isHopByHopHeader(name: string): boolean {
  return /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade)$/i.test(name);
}
