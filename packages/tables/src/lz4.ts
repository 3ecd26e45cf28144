import { InvalidInputError } from "@lancetree/core";
import { decompress } from "lz4js";

/**
 * Decompresses an LZ4 frame. lz4js believes every size in it, so they are checked first.
 *
 * @throws InvalidInputError for a damaged frame, and for one that claims more than it can hold
 */
export function decompressLz4(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  try {
    checkFrame(view);
  } catch {
    throw new InvalidInputError("The Arrow stream holds a damaged LZ4 frame.");
  }
  return decompress(frame);
}

/** The format cannot make more than this of a byte. */
const mostOfByte = 255;

/** Reading outside of the frame throws too. */
function checkFrame(view: DataView): void {
  const damaged = new RangeError("damaged");
  if (view.getUint32(0, true) !== 0x184d_2204) throw damaged;
  const flags = view.getUint8(4);
  let at = 7;
  if ((flags & 8) !== 0) {
    if (view.getBigUint64(6, true) > BigInt(view.byteLength * mostOfByte)) throw damaged;
    at += 8;
  }
  if ((flags & 1) !== 0) at += 4;
  const checksum = (flags & 16) === 0 ? 0 : 4;
  for (;;) {
    const size = view.getUint32(at, true) & 0x7fff_ffff;
    at += 4;
    if (size === 0) return;
    at += size + checksum;
    if (at > view.byteLength) throw damaged;
  }
}
