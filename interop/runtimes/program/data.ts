import { RestNamespace } from "@lancetree/rest-client";
import { readBatches, readTable, toArrowStream } from "@lancetree/rest-client/arrow";
import { assertEqual, assertError, assertReason, collect, pause } from "./checks.ts";
import { type Batch, bytesOf, firstUsers, largeId, manyUsers, rowsOfBatch, tableOf } from "./rows.ts";
import type { Step, StepContext } from "./step.ts";

const userOf = ({ settings: { root } }: StepContext): string[] => [root, "prod", "user"];

/** Rows, up and down. */
export const dataSteps: readonly Step[] = [
  {
    name: "create a table with rows",
    async run(context) {
      const id = userOf(context);
      await context.catalog.createTable({ id, data: await bytesOf(await tableOf(firstUsers)) });
      const { count } = await context.catalog.countTableRows({ id });
      assertEqual(count, 3n, "rows");
      return "3 rows";
    },
  },
  {
    name: "insert streamed batches",
    async run(context) {
      const { catalog, settings } = context;
      const id = userOf(context);
      const all = settings.batches * rowsOfBatch;
      let detail = `${all} rows`;
      if (settings.sendsStreams) {
        await catalog.insertIntoTable({ id, data: toArrowStream(manyUsers(settings.batches)) });
      } else {
        const stream = catalog.insertIntoTable({ id, data: toArrowStream(manyUsers(settings.batches)) });
        const message = await assertError(stream, "ServiceUnavailableError", 17);
        assertEqual(/HTTP\/2 only/.test(message), true, "a hint");
        detail = `${all} rows as bytes; as a stream: ${message}`;
        await catalog.insertIntoTable({ id, data: await bytesOf(manyUsers(settings.batches)) });
      }
      const { count } = await catalog.countTableRows({ id });
      assertEqual(count, BigInt(all + firstUsers.length), "rows");
      return detail;
    },
  },
  {
    name: "a stream that ends early",
    streams: true,
    async run(context) {
      const { catalog } = context;
      const id = userOf(context);
      const before = await catalog.countTableRows({ id });
      const reason = new Error("the disk is gone");
      const controller = new AbortController();
      async function* source(end: () => void): AsyncGenerator<Batch> {
        yield* manyUsers(3);
        // what was made until now is on its way by then
        await pause(100);
        end();
        await pause(100);
      }
      const fail = (): void => {
        throw reason;
      };
      await assertReason(catalog.insertIntoTable({ id, data: toArrowStream(source(fail)) }), reason);
      const giveUp = (): void => controller.abort(reason);
      const data = toArrowStream(source(giveUp));
      await assertReason(catalog.insertIntoTable({ id, data }, { signal: controller.signal }), reason);
      // a server that took the part for the whole may be at it still
      await pause(500);
      assertEqual(await catalog.countTableRows({ id }), before, "the table");
      return "its source fails, its caller gives up: the table is as it was";
    },
  },
  {
    name: "query by vector and filter",
    async run(context) {
      const id = userOf(context);
      const vector = { single_vector: [0, 1] };
      const response = await context.catalog.queryTable({
        id,
        vector,
        k: 2,
        filter: "id < 1000 OR id > 1000000000",
      });
      const chunks = await collect(response.data);
      assertEqual(String.fromCharCode(...(chunks[0] ?? []).slice(0, 6)), "ARROW1", "an Arrow file");
      const nearest = await readTable(new Uint8Array(await new Blob(chunks).arrayBuffer()));
      assertEqual([...(nearest.getChild("id") ?? [])], [2n, largeId], "the two nearest");
      assertEqual([...(nearest.getChild("name") ?? [])], ["bob", "çelik 漢字"], "their names");
      return "exact beyond 2^53";
    },
  },
  {
    name: "read batches as they arrive",
    async run(context) {
      const { catalog, settings } = context;
      const id = userOf(context);
      let rows = 0;
      let batches = 0;
      const all = 2 ** 31 - 1;
      for await (const batch of readBatches(
        catalog.queryTable({ id, k: all, columns: { column_names: ["id"] } }),
      )) {
        rows += batch.numRows;
        batches++;
      }
      assertEqual(rows, settings.batches * rowsOfBatch + firstUsers.length, "rows");
      // leaves in the middle; the connection must not stay taken
      for await (const _ of readBatches(catalog.queryTable({ id, k: all }))) break;
      return `${rows} rows in ${batches} batches`;
    },
  },
  {
    name: "read rows compressed with LZ4",
    async run({ settings: { faultyUri, root } }) {
      const other = new RestNamespace({ uri: `${faultyUri}/compressed/${root}` });
      const table = await readTable(other.queryTable({ id: ["t"], k: 100 }));
      const ids = [...(table.getChild("id") ?? [])];
      assertEqual([table.numRows, ids[0], ids.at(-1)], [100, 0n, 99n], "ids");
      assertEqual(table.getChild("word")?.get(99), "word 9 word 9 word 9", "the last word");
      return `${table.numRows} rows of another encoder`;
    },
  },
  {
    name: "a remote table",
    async run(context) {
      const user = context.catalog.table(userOf(context));
      const rows = await user.countRows();
      await user.add(await bytesOf(await tableOf([{ id: 4n, name: "dora", vector: [100, 100] }])));
      assertEqual(await user.countRows(), rows + 1n, "rows after adding one");
      const found = await readTable(user.search([99, 99]).select(["name"]).limit(1).run());
      assertEqual(found.getChild("name")?.get(0), "dora", "the nearest");
      const { version } = await user.update({ name: "'Dora'" }, "id = 4");
      assertEqual(await user.countRows("name = 'Dora'"), 1n, "rows after the update");
      await user.mergeInsert(["id"], await bytesOf(await tableOf([{ id: 4n, name: "D", vector: [1, 1] }])), {
        when_matched_update_all: true,
        when_not_matched_insert_all: true,
      });
      assertEqual(await user.countRows("name = 'D'"), 1n, "rows after the merge");
      await user.delete("id = 4");
      assertEqual(await user.countRows(), rows, "rows after the delete");
      await user.createTag("updated", version);
      await user.createTag("first", 1);
      await user.updateTag("first", 2);
      assertEqual(await user.tagVersion("first"), 2, "the tag's version");
      const tags = (await collect(user.tags())).map(([name]) => name).toSorted();
      assertEqual(tags, ["first", "updated"], "tags");
      for (const tag of tags) await user.deleteTag(tag);
      await assertError(user.tagVersion("first"), "TableTagNotFoundError", 8);
      assertEqual((await collect(user.versions())).length > 5, true, "more than five versions");
      return "add, search, update, merge, delete, tags, versions";
    },
  },
];
