import { expect, test } from "vitest";
import { numbersIn } from "../../src/index/decode-columns.ts";

test.each([0, 1, 2, 4])(
  "numbers are read from a buffer that begins at the byte %i of its memory",
  (start) => {
    const memory = new ArrayBuffer(16);
    const view = new DataView(memory);
    view.setUint32(start, 7, true);
    view.setUint32(start + 4, 0xffff_fffe, true);
    for (const buffer of [new Uint8Array(memory, start), Buffer.from(memory, start)]) {
      expect([...numbersIn(buffer, 2)]).toEqual([7, 0xffff_fffe]);
    }
  },
);

test("an absent buffer is one of zeros", () => {
  expect([...numbersIn(undefined, 3)]).toEqual([0, 0, 0]);
});
