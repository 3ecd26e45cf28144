import { FlatTable } from "../ipc/flatbuffer.ts";
import { type Message, reading } from "../ipc/message.ts";

/**
 * Returns a schema in which the indices of some dictionaries have another width. Everything else is unchanged.
 *
 * @param bits - the new width of the indices of a dictionary, or undefined to leave it unchanged
 */
export function withIndexBits(schema: Message, bits: (id: bigint) => 32 | undefined): Message {
  const metadata = schema.metadata.slice();
  const view = new DataView(metadata.buffer);
  reading("the schema", () => {
    const visit = (field: FlatTable): void => {
      const dictionary = field.table(4);
      const bitWidth = dictionary && bits(dictionary.int64(0));
      // An index without a width of its own has 32 bits.
      const position = dictionary?.table(1)?.at(0);
      if (bitWidth !== undefined && position !== undefined) view.setInt32(position, bitWidth, true);
      for (const child of field.tables(5)) visit(child);
    };
    for (const field of FlatTable.root(metadata).required(2).tables(1)) visit(field);
  });
  return { ...schema, metadata };
}
