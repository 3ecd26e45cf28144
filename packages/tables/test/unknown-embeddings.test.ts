/** Tables whose vectors were computed by functions that this process does not have. */
import { embedding, makeArrowTable } from "@lancedb/lancedb";
import { Float32 } from "apache-arrow";
import { expect, test } from "vitest";
import { openTableEngine } from "../src/index.ts";
import { id, rowsOf, stream, subject } from "./support.ts";

class LengthEmbedding extends embedding.TextEmbeddingFunction {
  override ndims() {
    return 2;
  }
  override embeddingDataType() {
    return new Float32();
  }
  override async generateEmbeddings(values: string[]) {
    return values.map(({ length }) => [length, 0]);
  }
}

const of = subject();

test("rows are inserted and merged; with the function they are embedded, and encoded embedded", async () => {
  embedding.register("length-of-text")(LengthEmbedding);
  const config = { function: new LengthEmbedding(), sourceColumn: "name" };
  await using engine = await openTableEngine();
  const data = await engine.encode({ data: [{ id: 1, name: "four" }] }, { embeddingFunction: config });
  await of.namespace.createTable({ id, data, mode: "overwrite" });
  await of.namespace.insertIntoTable({ id, data: stream([{ id: 2, name: "seven77" }]) });
  embedding.getRegistry().reset();
  const rows = [{ id: 3, name: "x", vector: [9, 9] }];
  await of.namespace.insertIntoTable({ id, data: stream(rows) });
  await of.namespace.mergeInsertIntoTable({
    id,
    on: ["id"],
    data: stream([{ id: 1, name: "changed", vector: [8, 8] }]),
    when_matched_update_all: true,
  });
  const vectors = (await rowsOf(of)).map(({ vector }) => [...(vector as Iterable<number>)]);
  expect(vectors).toEqual([
    [8, 8],
    [7, 0],
    [9, 9],
  ]);
});

test("the encoded rows are those that would be written", async () => {
  await using engine = await openTableEngine();
  const { schema } = makeArrowTable([{ id: 1, tags: ["a"], vector: [0.5, 1] }]);
  const empty = await engine.encode({ schema });
  await of.namespace.createTable({ id, data: empty, mode: "overwrite" });
  expect(await of.namespace.countTableRows({ id })).toEqual({ count: 0n });
  await of.namespace.insertIntoTable({
    id,
    data: await engine.encode({ data: [{ id: 1, tags: ["b"], vector: [1, 2] }] }, { schema }),
  });
  expect(await of.namespace.countTableRows({ id, predicate: "tags[1] = 'b'" })).toEqual({ count: 1n });
  await expect(engine.encode({ data: [{ id: 1 }, { id: "x" }] })).rejects.toMatchObject({ code: 20 });
  await expect(engine.encode({ data: [] })).rejects.toMatchObject({ code: 13 });
});
