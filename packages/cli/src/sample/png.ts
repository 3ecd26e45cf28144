import { crc32, deflateSync } from "node:zlib";

/** The colors of a pixel, red, green and blue, from 0 to 255. */
export type Color = readonly [number, number, number];

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Encodes a square picture as PNG. */
export function encodePng(size: number, colorAt: (x: number, y: number) => Color): Uint8Array {
  const line = 1 + 3 * size;
  const pixels = new Uint8Array(line * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) pixels.set(colorAt(x, y), y * line + 1 + 3 * x);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  // 8 bits for each of three colors.
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from(signature),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
