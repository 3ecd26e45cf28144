/**
 * Runs the programs of every README as a reader would: in a project in which pnpm installed the page's packages, on every
 * supported Node, as `.mjs` and, where that Node strips types, as `.ts`.
 */
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Field, FixedSizeList, Float32, Float64, Table, tableToIPC, vectorFromArray } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Snippet, snippetsOf } from "../scripts/readme/snippets.ts";
import { readPackages, root } from "../scripts/workspace.ts";
import { installProgram } from "./product/install-program.ts";
import { installedProduct } from "./product/installed-product.ts";
import { type SupportedNode, supportedNodes } from "./product/nodes.ts";
import { pnpmProject } from "./product/pnpm-project.ts";
import { type Ended, runCommand } from "./product/run-command.ts";
import { type CatalogServer, startCatalogServer } from "./readme/catalog-server.ts";
import { exampleAddress, isJavaScript, runnable, withoutTypes } from "./readme/program.ts";

interface Page {
  readonly page: string;
  /** The folder of the project with the page's packages. */
  readonly project: string;
  readonly snippets: readonly Snippet[];
}

const nodes = await supportedNodes();
const product = await installedProduct();
const pages = await Promise.all(
  ["README.md", ...readPackages("packages").map(({ folder }) => `${folder}/README.md`)].map(readPage),
);

let scratch = "";
/** One catalog for each page whose programs need one, since they change it. */
const servers = new Map<string, Promise<CatalogServer>>();

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "lancetree-readme-"));
});

afterAll(async () => {
  for (const server of servers.values()) await (await server)[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

describe.each(pages)("$page", ({ page, project, snippets }) => {
  const blocks = snippets.filter(({ language, code }) => language === "ts" && !needsBucket(code));
  const cases = blocks.flatMap((snippet) => waysToRun(snippet).map((way) => ({ ...snippet, ...way })));

  test.each(cases)("line $line on Node $node.major as $extension", async ({ code, node, extension }) => {
    const { status, stdout, stderr } = await run(code, { node, extension, project, page });
    expect(status, stdout + stderr).toBe(0);
  });
});

describe("README.md in the project of npm", () => {
  const blocks = (pages[0]?.snippets ?? []).filter(
    ({ language, code }) => language === "ts" && !needsBucket(code),
  );
  const cases = blocks.flatMap((snippet) => waysToRun(snippet).map((way) => ({ ...snippet, ...way })));

  test.each(cases)("line $line on Node $node.major as $extension", async ({ code, node, extension }) => {
    const { status, stdout, stderr } = await run(code, {
      node,
      extension,
      project: product.folder,
      page: "README.md",
    });
    expect(status, stdout + stderr).toBe(0);
  });

  test("the command line runs", async () => {
    const folder = await mkdtemp(join(scratch, "commands-"));
    const commands = (pages[0]?.snippets ?? [])
      .flatMap(({ language, code }) => (language === "sh" ? code.split("\n") : []))
      .filter((line) => line.startsWith("lancetree "));
    expect(commands).toHaveLength(3);
    for (const command of commands) {
      const words = command.split(" ").slice(1);
      const environment = { PATH: process.env["PATH"], HOME: folder };
      const ended = await runCommand(process.execPath, [product.cli, ...words], { folder, environment });
      expect(ended.status, `${command}\n${ended.stderr}`).toBe(0);
    }
  });
});

describe("apps/demo/README.md", () => {
  test("shows what the demo prints", async () => {
    const snippets = snippetsOf(readFileSync(join(root, "apps/demo/README.md"), "utf8"));
    const documented = snippets.find(({ lineAbove }) => lineAbove === "<!-- demo output -->");
    const program = await installProgram("apps/demo/src/walkthrough.ts");
    const folder = await mkdtemp(join(scratch, "demo-"));
    const environment = { PATH: process.env["PATH"] };
    const { status, stdout, stderr } = await runCommand(process.execPath, [program], { folder, environment });
    expect(status, stderr).toBe(0);
    expect(documented?.language, "a ```text block below <!-- demo output -->").toBe("text");
    expect(documented?.code.trim()).toBe(stdout.trim());
  });
});

test.each(["README.md", "packages/connection/README.md"])(
  "%s shows JavaScript that every Node can read, and says where it needs a newer one",
  (page) => {
    const programs = pages.find((candidate) => candidate.page === page)?.snippets ?? [];
    const blocks = programs.filter(({ language }) => language === "ts");
    expect(blocks.filter(({ code }) => !isJavaScript(code)).map(({ line }) => line)).toEqual([]);
    const [first] = blocks.filter(({ code }) => code.includes("connectNamespace"));
    expect(first?.code).toMatch(/\btry \{[^]*\} finally \{/);
    const unmarked = blocks.filter(
      ({ code, lineAbove }) => needsUsing(code) && !lineAbove.includes("Node 24"),
    );
    expect(unmarked).toEqual([]);
  },
);

async function readPage(page: string): Promise<Page> {
  const snippets = existsSync(join(root, page)) ? snippetsOf(readFileSync(join(root, page), "utf8")) : [];
  const lines = snippets.filter(({ language }) => language === "sh").map(({ code }) => code);
  const installed = lines.flatMap((code) =>
    [...code.matchAll(/^npm install ([^#\n]*)/gm)].map(([, words = ""]) => words.trim()),
  );
  // vitest does not run inside of vitest, and the programs that run here do not use the clients of object stores.
  const packages = installed
    .flatMap((words) => words.split(" "))
    .filter((word) => !/^(?:-|vitest|@aws-sdk|@azure|@google-cloud)/.test(word));
  return { page, snippets, project: await pnpmProject([...new Set(packages)].toSorted()) };
}

/** Such programs are only type-checked here; `pnpm objects` has a bucket. */
function needsBucket(code: string): boolean {
  return code.includes("s3://");
}

function needsUsing(code: string): boolean {
  return /\bawait using\b/.test(code);
}

function waysToRun({ code }: Snippet): { node: SupportedNode; extension: "mjs" | "ts" }[] {
  return nodes
    .filter(({ major }) => !needsUsing(code) || Number(major) >= 24)
    .flatMap((node) => [
      { node, extension: "mjs" as const },
      ...(node.stripsTypes ? [{ node, extension: "ts" as const }] : []),
    ]);
}

interface Run {
  readonly node: SupportedNode;
  readonly extension: "mjs" | "ts";
  readonly project: string;
  readonly page: string;
}

/** Runs a block in a new folder of its project. */
async function run(code: string, { node, extension, project, page }: Run): Promise<Ended> {
  const parent = join(project, "programs");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "run-"));
  try {
    const program = runnable(code, await catalogOf(page, code));
    const file = join(folder, `program.${extension}`);
    await writeFile(file, extension === "ts" ? program : withoutTypes(program));
    await writeFile(join(folder, "rows.arrow"), rowsOfUsers());
    await writeFile(join(folder, "rows.arrows"), rowsOfUsers());
    for (const { code: toml } of tomlOf(page)) {
      await writeFile(join(folder, "dbs.toml"), toml.replaceAll("/srv/lance", folder));
    }
    const environment = {
      LANCETREE_ROOT: folder,
      PATH: process.env["PATH"],
      HOME: folder,
      ANNS_KEY: "a-secret-that-is-long-enough-for-a-key",
    };
    return await runCommand(node.path, [file], { folder, environment });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function catalogOf(page: string, code: string): Promise<string> {
  if (!code.includes(exampleAddress)) return "";
  const server = servers.get(page) ?? startCatalogServer();
  servers.set(page, server);
  return (await server).url;
}

/** Three users, two of them above 30, as an Arrow IPC stream. */
function rowsOfUsers(): Uint8Array {
  const vector = new FixedSizeList(2, new Field("item", new Float32(), true));
  const columns = {
    age: vectorFromArray([40, 35, 20], new Float64()),
    vector: vectorFromArray(
      [1, 2, 3].map((n) => [n / 10, n / 5]),
      vector,
    ),
  };
  return tableToIPC(new Table(columns), "stream");
}

/** The first configuration file that a page shows. */
function tomlOf(page: string): readonly Snippet[] {
  const snippets = pages.find((candidate) => candidate.page === page)?.snippets ?? [];
  return snippets.filter(({ language }) => language === "toml").slice(0, 1);
}
