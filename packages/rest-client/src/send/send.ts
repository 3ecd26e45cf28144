import type { Stoppable } from "../stop-signal.ts";

/** A request as it travels. */
export interface OutgoingRequest {
  readonly method: "GET" | "POST";
  /** An absolute address, encoded. */
  readonly url: string;
  /** By lower-case name; one character for each byte of a value. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array | string | ReadableStream<Uint8Array> | undefined;
  readonly signal: Stoppable;
}

/** A response whose body is not read yet. One of `text`, `chunks` and `discard` is called, once. */
export interface IncomingResponse {
  readonly status: number;
  /** Whether the platform hides where the response redirects to. */
  readonly isHidden?: boolean;
  /** @param name - in lower case */
  header(name: string): string | null;
  text(): Promise<string>;
  chunks(): ChunkReader;
  /** Closes the connection, unless the body has arrived. */
  discard(): void;
}

/** Reads a body chunk by chunk, no faster than it is asked. */
export interface ChunkReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  /** Releases the connection; does nothing after the end. */
  cancel(): void;
}

/** Sends one request once and follows no redirect. Rejects when no response comes, also because the signal is stopped. */
export type Send = (request: OutgoingRequest) => Promise<IncomingResponse>;
