/** Code that takes LanceDB's `Connection` and knows no namespaces, on LanceDB's own connection and on one of Lancetree at a namespace. */
import { type Connection, connect, Index } from "@lancedb/lancedb";
import { connectNamespace } from "@lancetree/connection";

export interface Report {
  readonly native: readonly unknown[];
  readonly dir: readonly unknown[];
  readonly rest: readonly unknown[];
  /** The tables of the root afterwards, where each connection had put one before. */
  readonly outside: { readonly dir: readonly string[]; readonly rest: readonly string[] };
}

const rows = [
  { id: 1, text: "a small cat", vector: [0.1, 0.2] },
  { id: 2, text: "a large dog", vector: [0.8, 0.9] },
];

async function keepNotes(db: Connection): Promise<unknown[]> {
  const seen: unknown[] = [];
  const idsOf = (found: readonly { id: number }[]): number[] => found.map(({ id }) => id);
  const created = await db.createTable("notes", rows);
  await db.createTable("drafts", rows, { mode: "create", existOk: true });
  await db.createEmptyTable("empty", await created.schema());
  seen.push(await db.tableNames(), await db.tableNames({ startAfter: "drafts", limit: 1 }));

  const notes = await db.openTable("notes");
  await notes.add([{ id: 3, text: "a grey mouse", vector: [0.5, 0.5] }]);
  await notes.update({ where: "id = 1", values: { text: "a small white cat" } });
  await notes
    .mergeInsert("id")
    .whenMatchedUpdateAll()
    .whenNotMatchedInsertAll()
    .execute([
      { id: 2, text: "a larger dog", vector: [0.8, 0.9] },
      { id: 4, text: "a bird", vector: [0.3, 0.3] },
    ]);
  await notes.createIndex("text", { config: Index.fts() });
  seen.push(
    await notes.countRows(),
    (await notes.listIndices()).map(({ name }) => name),
    idsOf(await notes.vectorSearch([0.8, 0.9]).limit(1).toArray()),
    idsOf(await notes.search("larger", "fts").limit(5).toArray()),
    idsOf(await notes.query().where("text LIKE '%white%'").toArray()),
  );
  await notes.delete("id = 3");
  seen.push(await notes.countRows());

  const wordsOf = (call: Promise<unknown>, words: RegExp): Promise<unknown> =>
    call.then(
      () => "no error",
      (error: Error) => words.exec(error.message)?.[0] ?? error.message,
    );
  seen.push(
    await wordsOf(db.createTable("notes", rows), /already exists/),
    await wordsOf(db.openTable("missing"), /was not found/),
    await wordsOf(db.dropTable("missing"), /was not found/),
  );
  const copy = await db.createTable("drafts", rows.slice(1), { mode: "overwrite" });
  seen.push(await copy.countRows());
  await db.dropTable("drafts");
  seen.push(await db.tableNames());
  await db.dropAllTables();
  seen.push(await db.tableNames(), db.isOpen());
  return seen;
}

async function inNamespace(
  db: Awaited<ReturnType<typeof connectNamespace>>,
): Promise<{ seen: unknown[]; outside: string[] }> {
  try {
    await db.createTable("notes", rows);
    await db.createNamespace(["team"]);
    await db.createNamespace(["team", "notes"]);
    return { seen: await keepNotes(db.at(["team", "notes"])), outside: await db.tableNames() };
  } finally {
    db.close();
  }
}

const [, , uri = ""] = process.argv;
const native = await keepNotes(await connect("./native"));
const dir = await inNamespace(await connectNamespace("dir", { root: "./dir" }));
const rest = await inNamespace(await connectNamespace("rest", { uri }));
const report: Report = {
  native,
  dir: dir.seen,
  rest: rest.seen,
  outside: { dir: dir.outside, rest: rest.outside },
};
console.log(JSON.stringify(report));
