/** Prints the facts about the installed LanceDB that Lancetree relies on, one a line: members, error messages, content of files. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as lancedb from "@lancedb/lancedb";
import ts from "typescript";
import { readLanceManifest } from "../../packages/tables/src/lance-files/lance-manifest.ts";

function members(): string[] {
  const dist = dirname(createRequire(import.meta.url).resolve("@lancedb/lancedb"));
  return readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".d.ts"))
    .flatMap((name) => {
      const source = ts.createSourceFile(
        name,
        readFileSync(join(dist, name), "utf8"),
        ts.ScriptTarget.Latest,
        true,
      );
      return source.statements.flatMap((statement) =>
        ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)
          ? statement.members.map((member) => `${statement.name?.text ?? name}: ${textOf(member)}`)
          : [],
      );
    });
}

/** The declaration on one line, without its comments. */
function textOf(member: ts.Node): string {
  return member
    .getText()
    .replaceAll(/\/\*.*?\*\//gs, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

const rows = Array.from({ length: 512 }, (_, index) => ({
  id: index,
  text: `puppy ${index}`,
  tags: ["a", "b"],
  vector: Array.from({ length: 16 }, (_unused, position) => Math.sin(index * 16 + position)),
}));

async function formats(db: lancedb.Connection, folder: string): Promise<string[]> {
  const indices: readonly [column: string, kind: string, config: lancedb.Index][] = [
    ["id", "btree", lancedb.Index.btree()],
    ["text", "bitmap", lancedb.Index.bitmap()],
    ["tags", "labelList", lancedb.Index.labelList()],
    ["text", "fts", lancedb.Index.fts()],
    ["vector", "ivfFlat", lancedb.Index.ivfFlat({ numPartitions: 2 })],
    ["vector", "ivfPq", lancedb.Index.ivfPq({ numPartitions: 2, numSubVectors: 2 })],
    ["vector", "hnswSq", lancedb.Index.hnswSq({ numPartitions: 1 })],
  ];
  const lines: string[] = [];
  for (const [column, kind, config] of indices) {
    const table = await db.createTable(`index_${kind}`, rows);
    await table.createIndex(column, { config });
    const { indices: forms } = manifestOf(folder, `index_${kind}`);
    lines.push(...forms.map(({ type, version }) => `index ${kind}: ${type} ${version}`));
  }
  const table = await db.createTable("plain", rows);
  await table.delete("id = 1");
  const { readerFlags, writerFlags } = manifestOf(folder, "plain");
  return [...lines, `flags of a table: reader ${readerFlags}, writer ${writerFlags}`];
}

function manifestOf(folder: string, table: string): ReturnType<typeof readLanceManifest> {
  const versions = join(folder, `${table}.lance`, "_versions");
  const [newest = ""] = readdirSync(versions)
    .filter((name) => name.endsWith(".manifest"))
    .toSorted();
  return readLanceManifest(readFileSync(join(versions, newest)));
}

async function messages(db: lancedb.Connection): Promise<string[]> {
  const table = await db.createTable("messages", rows);
  const calls: Readonly<Record<string, () => Promise<unknown>>> = {
    "open a table that is not there": () => db.openTable("nosuch"),
    "create a table that is there": () => db.createTable("messages", rows),
    "filter by a column that is not there": () => table.query().where("nosuch = 1").toArray(),
    "filter that cannot be parsed": () => table.query().where("id = =").toArray(),
    "filter with a cast that fails": () => table.query().where("cast(text as int) = 1").toArray(),
    "select a column that is not there": () => table.query().select(["nosuch"]).toArray(),
    "a vector of another length": () => table.query().nearestTo([1, 2]).toArray(),
    "full text without an index": () => table.query().fullTextSearch("puppy").toArray(),
    "rows of another schema": () => table.add([{ nosuch: 1 }]),
    "update of a column that is not there": () => table.update({ where: "id = 1", values: { nosuch: 1 } }),
    "a version that is not there": () => table.checkout(99),
    "a tag that is not there": async () => (await table.tags()).getVersion("nosuch"),
    "drop of an index that is not there": () => table.dropIndex("nosuch"),
    "an index of a column that is not there": () => table.createIndex("nosuch"),
    "drop of a column that is not there": () => table.dropColumns(["nosuch"]),
    "a column that is there": () => table.addColumns([{ name: "id", valueSql: "1" }]),
    "a cast that cannot be": () => table.alterColumns([{ path: "text", dataType: "int32" }]),
  };
  const lines: string[] = [];
  for (const [what, call] of Object.entries(calls)) {
    lines.push(`text of ${what}: ${await call().then(() => "no error", steadyText)}`);
  }
  return lines;
}

/** Without what differs from run to run and from build to build: places in sources, folders, ids. */
function steadyText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replaceAll(/\S+\.rs:\d+:\d+/g, "<place>")
    .replaceAll(/(?:file:\/\/)?\/?[\w./-]*newest-facts-[\w./-]*/g, "<folder>")
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, "<id>")
    .replaceAll(/\s+/g, " ")
    .slice(0, 300);
}

const folder = mkdtempSync(join(tmpdir(), "newest-facts-"));
try {
  const db = await lancedb.connect(folder);
  const exported = Object.keys(lancedb).map((name) => `exported: ${name}`);
  const facts = [...exported, ...members(), ...(await formats(db, folder)), ...(await messages(db))];
  console.log([...new Set(facts)].join("\n"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
