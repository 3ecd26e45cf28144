/** Opening a table of the local disk without the loopback bridge. A failure here shows what a newer LanceDB changed. */
import { mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDirectly } from "../src/engine/open-directly.ts";
import type { TableReader } from "../src/engine/table-reader.ts";
import { openTableEngine, type TableEngine } from "../src/index.ts";

let folder: string;
let engine: TableEngine;
const columns = ["id"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-direct-"));
  engine = await openTableEngine();
});

afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function idsIn(reader: TableReader | undefined): Promise<number[]> {
  const batches = (await reader?.read({ columns })) ?? [];
  return batches.flatMap(({ columns: [column], length }) => {
    const [values = new Uint8Array()] = column?.buffers ?? [];
    return [...new Float64Array(new Uint8Array(values).buffer, 0, length)];
  });
}

test("a reader has the rows of the table, follows new versions and goes back to old ones", async () => {
  const location = join(folder, "plain");
  const table = await engine.create({ location }, [{ id: 1 }, { id: 2 }]);
  const reader = await openDirectly(location, undefined);
  expect(await idsIn(reader)).toEqual([1, 2]);
  await table.add([{ id: 3 }]);
  await reader?.checkoutLatest();
  expect(await reader?.version()).toBe(await table.version());
  expect((await idsIn(reader)).toSorted()).toEqual([1, 2, 3]);
  await reader?.checkout(1);
  expect(await idsIn(reader)).toEqual([1, 2]);
  reader?.close();
});

test("a file URI and a folder behind a link name the same table", async () => {
  const location = join(folder, "named");
  (await engine.create({ location }, [{ id: 7 }])).close();
  await symlink(folder, join(folder, "link"));
  for (const name of [pathToFileURL(location).href, join(folder, "link", "named")]) {
    expect(await idsIn(await openDirectly(name, undefined))).toEqual([7]);
  }
});

test("neighbors with the characters of the URI are other tables", async () => {
  const location = join(folder, "hash");
  (await engine.create({ location }, [{ id: 1 }])).close();
  for (const other of ["hash#", "hash#.lance", join("hash#", "table.lance"), join("hash", "table.lance")]) {
    await mkdir(join(folder, "hash#"), { recursive: true });
    (await engine.create({ location: join(folder, other) }, [{ id: 2 }])).close();
  }
  expect(await idsIn(await openDirectly(location, undefined))).toEqual([1]);
});

test("where there is no table nothing is opened or created", async () => {
  const before = await readdir(folder);
  expect(await openDirectly(join(folder, "absent"), undefined)).toBeUndefined();
  expect(await readdir(folder)).toEqual(before);
});

test.each(["with space", "with%41", "with#hash", "with?query", "größe"])(
  "the folder %s opens through the bridge",
  async (name) => {
    const location = join(folder, name);
    (await engine.create({ location }, [{ id: 5 }])).close();
    expect(await openDirectly(location, undefined)).toBeUndefined();
    expect(await idsIn(await engine.openReader(location))).toEqual([5]);
  },
);
