/** The printable form of three values of every type: a value, a null and another value. */
import { describe, expect, it } from "vitest";
import { jsonText, openArrow, printableValues } from "../src/index.ts";
import { typeStreams } from "./support.ts";

async function printed(name: string): Promise<string[]> {
  const stream = typeStreams.get(name);
  if (!stream) throw new Error(`There is no stream "${name}".`);
  const lines: string[] = [];
  for await (const { batch, dictionaries } of (await openArrow(stream)).batches) {
    const column = batch.columns.at(-1);
    if (!column) continue;
    const read = printableValues(column, dictionaries);
    for (let row = 0; row < batch.length; row++) lines.push(jsonText(read(row)));
  }
  return lines;
}

const long = '"a text of more than twelve bytes"';

const expected: Readonly<Record<string, readonly string[]>> = {
  null: ["null", "null", "null"],
  bool: ["true", "null", "false"],
  "bool, all null": ["null", "null", "null"],
  int8: ["1", "null", "3"],
  uint64: ["1", "null", "3"],
  float16: ["1.5", "null", "3"],
  float32: ["1.5", "null", "3"],
  float64: ["1.5", "null", "3"],
  string: ['"ä"', "null", long],
  large_string: ['"ä"', "null", long],
  string_view: ['"ä"', "null", long],
  binary_view: ['"AGE="', "null", '"YSB0ZXh0IG9mIG1vcmUgdGhhbiB0d2VsdmUgYnl0ZXM="'],
  fixed_size_binary: ['"YWJj"', "null", '"ZGVm"'],
  decimal32: ['"1.5"', "null", '"-2.5"'],
  decimal64: ['"1.5"', "null", '"-2.5"'],
  decimal128: ['"1.5"', "null", '"-2.5"'],
  decimal256: ['"1.5"', "null", '"-2.5"'],
  "decimal128, negative scale": ['"12300"', "null", '"100"'],
  list: ["[1]", "null", "[]"],
  large_list: ["[1]", "null", "[]"],
  list_view: ["[1]", "null", "[]"],
  large_list_view: ["[1]", "null", "[]"],
  struct: ['{"a":1,"b":"x"}', "null", '{"a":null,"b":"y"}'],
  "struct, empty name": ['{"":1}', "null", '{"":2}'],
  "list of null": ["[null]", "null", "[]"],
  map: ['{"k":1}', "null", "{}"],
  run_end_encoded: ['"x"', '"x"', '"y"'],
  "union, sparse": ["1", '"b"', "3"],
  "union, dense": ["1", '"b"', "3"],
  "vector of halffloat": ["[1,2]", "null", "[3,4]"],
  "vector of bool": ["[true,null]", "null", "[false,true]"],
  date32: ['"1970-01-01"', "null", '"2024-10-04"'],
  date64: ['"1970-01-01"', "null", '"2024-10-04"'],
  "time32[s]": ['"00:00:01"', "null", '"00:00:03"'],
  "time64[ns]": ['"00:00:00.000000001"', "null", '"00:00:00.000000003"'],
  "duration[ms]": ['"PT0.001S"', "null", '"PT-0.003S"'],
  "timestamp[ns]": ['"2020-09-13T12:26:40.123456789"', "null", '"1969-12-31T23:59:59.999999997"'],
  "timestamp[us, tz=Europe/Berlin]": [
    '"2020-09-13T12:26:40.123456Z"',
    "null",
    '"1969-12-31T23:59:59.999997Z"',
  ],
  interval: ['"P1M2DT0.000000003S"', "null", '"PT0.000000001S"'],
  "dictionary of string by int8": ['"x"', "null", '"y"'],
  "dictionary of string by uint64": ['"x"', "null", '"y"'],
  "dictionary of bool": ["true", "null", "false"],
  "dictionary of double": ["0.5", "null", "6"],
  "dictionary of string_view": ['"x"', "null", '"y"'],
  "dictionary of decimal128(10, 1)": ['"1.5"', "null", '"2.5"'],
  "dictionary with a null": ['"x"', "null", "null"],
  "list of dictionary": ['["x"]', "[]", '["y"]'],
  "struct of dictionary": ['{"c":"x"}', '{"c":null}', '{"c":"y"}'],
  "extension json": ['"{\\"a\\":1}"', "null", '"2"'],
};

describe.each(Object.entries(expected))("%s", (name, lines) => {
  it("is printed as it is stored", async () => {
    expect(await printed(name)).toEqual(lines);
  });
});
