/** The bytes of an Arrow IPC stream: all at once, or in chunks of any size. */
export type ArrowData = Uint8Array | AsyncIterable<Uint8Array>;
