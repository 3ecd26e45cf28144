import { describe, expect, test } from "vitest";
import { toLogicalSchema } from "../src/dialects/remote/logical-types.ts";

const field = (name: string, type: object) => ({ name, nullable: true, type });

describe("types", () => {
  const pairs = [
    ["int32", "int32"],
    ["bool", "bool"],
    ["float16", "halffloat"],
    ["float32", "float"],
    ["float64", "double"],
    ["utf8", "string"],
    ["large_utf8", "large_string"],
    ["binary", "binary"],
    ["date32", "date32:day"],
    ["date64", "date64:ms"],
    ["time32", "time32:ms"],
    ["time64", "time64:us"],
    ["timestamp", "timestamp:us:-"],
    ["duration", "duration:us"],
  ] as const;

  test.each(pairs)("%s is %s there, and back", (protocol, logical) => {
    expect(toLogicalSchema({ fields: [field("a", { type: protocol })] })).toEqual({
      fields: [field("a", { type: logical })],
    });
  });

  test.each([
    [{ type: "decimal128", length: 10_002 }, "decimal:128:10:2"],
    [{ type: "decimal256", length: 37_998 }, "decimal:256:38:-2"],
    [{ type: "decimal64", length: 9001 }, "decimal:128:9:1"],
  ])("%j is %s", (type, logical) => {
    expect(toLogicalSchema({ fields: [field("a", type)] })).toEqual({
      fields: [field("a", { type: logical })],
    });
  });

  test("keeps nested types, and names that are already Lance's", () => {
    const list = { type: "fixed_size_list", length: 2, fields: [field("item", { type: "float32" })] };
    const schema = {
      metadata: { k: "v" },
      fields: [field("a", list), field("b", { type: "timestamp:ms:UTC" })],
    };
    expect(toLogicalSchema(schema)).toEqual({
      metadata: { k: "v" },
      fields: [
        field("a", { type: "fixed_size_list", length: 2, fields: [field("item", { type: "float" })] }),
        field("b", { type: "timestamp:ms:UTC" }),
      ],
    });
  });
});
