/** Lance's names of types contain parameters that the protocol's names omit. */
import { expect, it } from "vitest";
import { openArrow, toLogicalSchema } from "../src/index.ts";
import { typeStreams } from "./support.ts";

async function typeOf(name: string): Promise<unknown> {
  const reader = await openArrow(typeStreams.get(name) ?? new Uint8Array());
  await reader.close();
  return toLogicalSchema(reader.schema).fields.at(-1)?.type;
}

it.each([
  ["null", "null"],
  ["bool", "bool"],
  ["uint16", "uint16"],
  ["float16", "halffloat"],
  ["float64", "double"],
  ["string_view", "string"],
  ["large_string", "large_string"],
  ["large_binary", "large_binary"],
  ["decimal128, negative scale", "decimal:128:10:-2"],
  ["decimal256", "decimal:256:50:1"],
  ["date32", "date32:day"],
  ["date64", "date64:ms"],
  ["time32[s]", "time32:s"],
  ["time64[ns]", "time64:ns"],
  ["duration[ns]", "duration:ns"],
  ["timestamp[s]", "timestamp:s:-"],
  ["timestamp[ms, tz=Europe/Berlin]", "timestamp:ms:Europe/Berlin"],
  ["timestamp[ns, tz=+05:30]", "timestamp:ns:+05:30"],
  ["dictionary of string by int16", "dict:string:int16:false"],
  ["dictionary of int64", "dict:int64:int8:false"],
  ["dictionary, ordered", "dict:string:int8:true"],
])("%s is %s", async (name, type) => {
  expect(await typeOf(name)).toEqual({ type });
});

const item = (type: string) => [{ name: "item", nullable: true, type: { type } }];

it.each([
  ["fixed_size_binary", { type: "fixed_size_binary", length: 3 }],
  ["large_list", { type: "large_list", fields: item("int32") }],
  ["list of dictionary", { type: "list", fields: item("dict:string:int8:false") }],
  ["vector of halffloat", { type: "fixed_size_list", fields: item("halffloat"), length: 2 }],
  ["struct of nothing", { type: "struct", fields: [] }],
  ["map", { type: "list", fields: [{ name: "entries", nullable: false }] }],
])("%s has its parts", async (name, type) => {
  expect(await typeOf(name)).toMatchObject(type);
});

it("keeps metadata and nullability", async () => {
  const reader = await openArrow(typeStreams.get("not nullable, with metadata") ?? new Uint8Array());
  await reader.close();
  const field = toLogicalSchema(reader.schema).fields.at(-1);
  expect(field).toMatchObject({ nullable: false, metadata: expect.any(Object) });
});
