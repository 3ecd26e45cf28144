/** Lancetree's reader compared with that of the usual library. */

import { isDeepStrictEqual } from "node:util";
import { BinaryReader, BinaryWriter, WireType as LibraryType } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import { ProtobufReader, WireType } from "../src/lance-files/protobuf-reader.ts";

/** All fields of a message, its numbers as unsigned and as signed values. */
function lancetree(message: Uint8Array): unknown[] {
  const fields: unknown[] = [];
  const [reader, signed] = [new ProtobufReader(message), new ProtobufReader(message)];
  while (!reader.isAtEnd) {
    const [field, type] = reader.tag();
    signed.tag();
    if (type === WireType.Varint) fields.push([field, reader.uint64(), signed.int32()]);
    else {
      signed.skip(type);
      if (type === WireType.LengthDelimited)
        fields.push([field, Buffer.from(reader.bytes()).toString("hex")]);
      else {
        reader.skip(type);
        fields.push([field, type]);
      }
    }
  }
  return fields;
}

function library(message: Uint8Array): unknown[] {
  const fields: unknown[] = [];
  const [reader, signed] = [new BinaryReader(message), new BinaryReader(message)];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    signed.tag();
    if (type === LibraryType.Varint) fields.push([field, BigInt(reader.uint64()), signed.int32()]);
    else {
      signed.skip(type, field);
      if (type === LibraryType.LengthDelimited)
        fields.push([field, Buffer.from(reader.bytes()).toString("hex")]);
      else {
        reader.skip(type, field);
        fields.push([field, type]);
      }
    }
  }
  return fields;
}

const numbers = [0n, 1n, 127n, 128n, 2n ** 31n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n];

function testMessage(): Uint8Array {
  const writer = new BinaryWriter();
  for (const [index, number] of numbers.entries()) writer.tag(index + 1, LibraryType.Varint).uint64(number);
  writer.tag(20, LibraryType.Varint).int32(-5);
  writer.tag(500_000_000, LibraryType.LengthDelimited).bytes(new Uint8Array([1, 2, 3]));
  writer.tag(21, LibraryType.LengthDelimited).string("größe");
  writer.tag(22, LibraryType.Bit64).fixed64(7).tag(23, LibraryType.Bit32).fixed32(8);
  return writer.finish();
}

describe("a protobuf message", () => {
  test("has the same fields in both readers", () => {
    const fields = lancetree(testMessage());
    expect(fields).toHaveLength(numbers.length + 5);
    expect(fields).toEqual(library(testMessage()));
  });

  test("that ends early is refused at each length at which the library refuses it", () => {
    const whole = testMessage();
    for (let length = 0; length < whole.length; length++) {
      const part = whole.subarray(0, length);
      const expected = outcome(() => library(part));
      expect([length, outcome(() => lancetree(part))]).toEqual([length, expected]);
    }
  });

  test("with one changed byte is refused, or has the same fields as in the library", () => {
    const whole = testMessage();
    const different: unknown[] = [];
    for (let position = 0; position < whole.length; position++) {
      for (const byte of [0, 1, 0x7f, 0x80, 0xff]) {
        const changed = Uint8Array.from(whole);
        changed[position] = byte;
        const [own, expected] = [outcome(() => lancetree(changed)), outcome(() => library(changed))];
        // The library accepts groups, which Lance does not write, and tags and lengths of more than five bytes.
        if (own !== "refused" && !isDeepStrictEqual(own, expected))
          different.push({ position, byte, own, expected });
      }
    }
    expect(different).toEqual([]);
  });

  test("with a string that is not UTF-8 is refused", () => {
    const bytes = new BinaryWriter().bytes(new Uint8Array([0xff])).finish();
    expect(() => new ProtobufReader(bytes).string()).toThrow(TypeError);
    expect(() => new ProtobufReader(new BinaryWriter().string("ä").finish()).string()).not.toThrow();
  });
});

function outcome(read: () => unknown[]): unknown {
  try {
    return read();
  } catch {
    return "refused";
  }
}
