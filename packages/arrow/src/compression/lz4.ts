const frameMagic = 0x184d2204;
const skippableMagic = 0x184d2a50;
const shortestMatch = 4;

/**
 * Decompresses LZ4 frames, which Arrow IPC uses for LZ4. Does not verify checksums, because the transport has its
 * own.
 *
 * @param length - the expected decompressed size in bytes
 * @param maxBytes - the maximum decompressed size in bytes
 * @throws RangeError for bytes that are not LZ4 frames, are truncated, or contain more than `most` bytes
 */
export function decodeLz4(input: Uint8Array, length: number, maxBytes: number): Uint8Array {
  // LZ4 decompresses one byte to at most 255 bytes.
  if (length > Math.min(maxBytes, input.byteLength * 255))
    throw new RangeError("The declared length is impossible for this number of compressed bytes.");
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const output: Output = { bytes: new Uint8Array(length), length: 0, maxBytes };
  let position = 0;
  while (position < input.length) {
    const magic = view.getUint32(position, true);
    position += 4;
    if ((magic & 0xfffffff0) >>> 0 === skippableMagic) {
      position += 4 + view.getUint32(position, true);
    } else if (magic === frameMagic) {
      position = decodeFrame(input, view, position, output);
    } else {
      throw new RangeError("These bytes are not an LZ4 frame.");
    }
  }
  return output.bytes.subarray(0, output.length);
}

/** The decompressed bytes so far, from which matches are copied. */
interface Output {
  bytes: Uint8Array;
  length: number;
  readonly maxBytes: number;
}

function decodeFrame(input: Uint8Array, view: DataView, start: number, output: Output): number {
  const flags = view.getUint8(start);
  if (flags >>> 6 !== 1) throw new RangeError("This version of LZ4 frames is unknown.");
  if ((flags & 0x01) !== 0) throw new RangeError("LZ4 frames with a dictionary are not supported.");
  const blockChecksum = (flags & 0x10) === 0 ? 0 : 4;
  const contentSize = (flags & 0x08) === 0 ? 0 : 8;
  const contentChecksum = (flags & 0x04) === 0 ? 0 : 4;
  const frameStart = output.length;
  // Flags, block size, content size, header checksum.
  let position = start + 2 + contentSize + 1;
  for (;;) {
    const size = view.getUint32(position, true);
    position += 4;
    if (size === 0) return position + contentChecksum;
    const end = position + (size & 0x7fffffff);
    if (end > input.length) throw cut();
    // The highest bit marks a block that is not compressed.
    if (size >>> 31 === 1) append(output, input, position, end - position);
    else decodeBlock(input, position, end, output, frameStart);
    position = end + blockChecksum;
  }
}

function decodeBlock(
  input: Uint8Array,
  start: number,
  end: number,
  output: Output,
  frameStart: number,
): void {
  let position = start;
  // A length that does not fit into four bits continues in further bytes, up to the first that is not 255.
  const lengthFrom = (bits: number): number => {
    let length = bits;
    let byte = bits === 15 ? 255 : 0;
    while (byte === 255) {
      byte = position < end ? (input[position++] ?? 0) : -1;
      if (byte < 0) throw cut();
      length += byte;
    }
    return length;
  };
  while (position < end) {
    const token = input[position++] ?? 0;
    const literals = lengthFrom(token >>> 4);
    if (position + literals > end) throw cut();
    append(output, input, position, literals);
    position += literals;
    // The last sequence of a block has no match.
    if (position === end) return;
    if (position + 2 > end) throw cut();
    const distance = (input[position] ?? 0) | ((input[position + 1] ?? 0) << 8);
    position += 2;
    const length = lengthFrom(token & 15) + shortestMatch;
    if (distance === 0 || distance > output.length - frameStart) {
      throw new RangeError("An LZ4 match begins before the start of the data.");
    }
    repeat(output, distance, length);
  }
}

function append(output: Output, input: Uint8Array, start: number, length: number): void {
  reserve(output, length);
  output.bytes.set(input.subarray(start, start + length), output.length);
  output.length += length;
}

function repeat(output: Output, distance: number, length: number): void {
  reserve(output, length);
  const { bytes } = output;
  const from = output.length - distance;
  // A match may overlap the bytes that it writes, and is then copied byte by byte.
  if (distance >= length) bytes.copyWithin(output.length, from, from + length);
  else for (let index = 0; index < length; index++) bytes[output.length + index] = bytes[from + index] ?? 0;
  output.length += length;
}

function reserve(output: Output, length: number): void {
  const needed = output.length + length;
  if (needed <= output.bytes.length) return;
  if (needed > output.maxBytes)
    throw new RangeError("An LZ4 frame decompresses to more bytes than are allowed.");
  const larger = new Uint8Array(Math.min(output.maxBytes, Math.max(needed, output.bytes.length * 2)));
  larger.set(output.bytes.subarray(0, output.length));
  output.bytes = larger;
}

function cut(): RangeError {
  return new RangeError("An LZ4 frame is cut short.");
}
