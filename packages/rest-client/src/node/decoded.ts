import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The body of a response without its content encoding, as `fetch` gives it; one with another encoding stays as it is. */
export function decoded(body: Readable, encoding: string | null): Readable {
  if (encoding === null) return body;
  let last = body;
  for (const name of encoding.toLowerCase().split(",").toReversed()) {
    const decoder = decoders[name.trim()]?.();
    if (decoder === undefined) return body;
    // An error of the body ends the decoder with the same error, and the end of the decoder ends the body.
    last = pipeline(last, decoder, () => undefined);
  }
  return last;
}
