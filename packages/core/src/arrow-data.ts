/** The bytes of an Arrow IPC stream: all at once, or in pieces that are cut anywhere. */
export type ArrowData = Uint8Array | AsyncIterable<Uint8Array>;
