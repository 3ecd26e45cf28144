/** LanceDB's remote client sends the time of its own last write in this header; its next read must show that write. */
export const minTimestampHeader = "x-lancedb-min-timestamp";

/** Whether a header describes one connection (RFC 9110, section 7.6.1), and so is never passed on. Case does not matter. */
export function isHopByHopHeader(name: string): boolean {
  return /^(connection|keep-alive|te|trailer|transfer-encoding|upgrade)$/i.test(name);
}
