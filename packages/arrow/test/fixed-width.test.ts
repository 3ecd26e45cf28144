import { expect, test } from "vitest";
import { type ArrowField, type ArrowType, fixedWidth } from "../src/index.ts";

const field = (type: ArrowType, children: readonly ArrowField[] = []): ArrowField => ({
  name: "x",
  nullable: true,
  type,
  children,
  metadata: new Map(),
});
const float32 = field({ kind: "float", bits: 32 });
const int64 = field({ kind: "int", bits: 64, signed: true });
const string = field({ kind: "utf8" });

test.each([
  [float32, 4],
  [field({ kind: "null" }), 0],
  [field({ kind: "bool" }), 1 / 8],
  [field({ kind: "date", unit: "day" }), 4],
  [field({ kind: "fixed_size_binary", width: 16 }), 16],
  [field({ kind: "fixed_size_list", length: 3 }, [float32]), 12],
  [field({ kind: "struct" }, [float32, int64]), 12],
])("a value of %o takes %d bytes", (one, bytes) => {
  expect(fixedWidth(one)).toBe(bytes);
});

test("what depends on the value has no width", () => {
  expect(fixedWidth(string)).toBeUndefined();
  expect(fixedWidth(field({ kind: "list" }, [float32]))).toBeUndefined();
  expect(fixedWidth(field({ kind: "struct" }, [float32, string]))).toBeUndefined();
  expect(fixedWidth(field({ kind: "fixed_size_list", length: 3 }, [string]))).toBeUndefined();
  const index = { kind: "int", bits: 8, signed: true } as const;
  expect(fixedWidth({ ...float32, dictionary: { id: 0n, index, ordered: false } })).toBeUndefined();
});
