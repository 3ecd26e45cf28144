import * as arrow from "apache-arrow";
import { expect, test } from "vitest";
import { FileBuilder, type Message, openArrow, withMetadataValue } from "../src/index.ts";

const metadata = new Map([
  ["first", "one"],
  ["changed", "short"],
  ["last", "three"],
]);
const fields = [new arrow.Field("id", new arrow.Int64()), new arrow.Field("name", new arrow.Utf8(), true)];
const table = new arrow.Table(new arrow.Schema(fields, metadata));

test.each(["", "x", "exactly!", "a longer text, 🌲 and more".repeat(1000)])(
  "one value becomes %j, for apache-arrow too, and all else stays",
  async (value) => {
    const file = new FileBuilder(withMetadataValue(await schemaMessage(), "changed", value)).finish();
    const { schema } = arrow.tableFromIPC(file);
    expect(schema.metadata).toEqual(new Map([...metadata, ["changed", value]]));
    expect(schema.fields.map(String)).toEqual(fields.map(String));
  },
);

test("a schema without the key stays as it is", async () => {
  const schema = await schemaMessage();
  expect(withMetadataValue(schema, "other", "x")).toBe(schema);
});

async function schemaMessage(): Promise<Message> {
  const reader = await openArrow(arrow.tableToIPC(table, "stream"));
  await reader.close();
  return reader.schemaMessage;
}
