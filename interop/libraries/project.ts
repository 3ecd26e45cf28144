import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { cachedFolder } from "../../installed/product/cached-folder.ts";
import { emptyHome } from "../../installed/product/empty-home.ts";
import { packedPackages } from "../../installed/product/packed-packages.ts";
import { type Ended, mustRun, runCommand } from "../../installed/product/run-command.ts";
import { withoutTypes } from "../../installed/readme/program.ts";
import { withExpectations } from "../../scripts/readme/expectations.ts";
import { type Snippet, snippetsOf } from "../../scripts/readme/snippets.ts";
import { root } from "../../scripts/workspace.ts";

/** A page of `docs/` that says what to install and shows programs. */
export async function readPage(page: string): Promise<readonly Snippet[]> {
  return snippetsOf(await readFile(join(root, page), "utf8"));
}

/**
 * Does what a page says under Install: runs its `npm install` lines in order, with our packages from their tarballs, and
 * adds its overrides to package.json where they are shown.
 *
 * @param page its path from the root of the repository
 * @param options - `withOverrides: false` leaves the overrides of the page out
 * @returns the folder of the project
 */
export async function pageProject(page: string, { withOverrides = true } = {}): Promise<string> {
  const steps = (await readPage(page)).filter(({ language }) => language === "sh" || language === "json");
  const { tarballs, hash } = await packedPackages();
  const packages = steps.flatMap(({ code }) => installLines(code)).flat();
  // npm refuses an override of what the project itself names with another text.
  const others = [...tarballs].filter(([name]) => !packages.includes(name));
  const text = JSON.stringify([steps.map(({ code }) => code), withOverrides]);
  const steady = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return cachedFolder(`${basename(page, ".md")}-${hash}-${steady}`, async (folder) => {
    await mkdir(join(folder, "without-models"));
    const nothing = JSON.stringify({ name: "without-models", version: "0.0.0" });
    await writeFile(join(folder, "without-models", "package.json"), nothing);
    const overrides = {
      ...Object.fromEntries(others.map(([name, tarball]) => [name, `file:${tarball}`])),
      // LanceDB's optional model runtime weighs more than LanceDB itself, and nothing here uses it.
      "@huggingface/transformers": "file:without-models",
    };
    await changeManifest(folder, () => ({ private: true, type: "module", overrides }));
    for (const { language, code } of steps) {
      if (language === "json") {
        if (withOverrides) {
          const documented = JSON.parse(code) as Manifest;
          await changeManifest(folder, (manifest) => ({
            ...manifest,
            overrides: { ...manifest.overrides, ...documented.overrides },
          }));
        }
        continue;
      }
      for (const words of installLines(code)) {
        const names = words.map((word) => tarballs.get(word) ?? word);
        const quiet = ["--no-audit", "--no-fund", "--prefer-offline"];
        await mustRun("npm", ["install", ...quiet, ...names], { folder, environment: await emptyHome() });
      }
    }
  });
}

/**
 * Runs a program of a page in its project. The program fails where a result is not the one that its comments show.
 *
 * @param workplace where relative paths of the program begin
 */
export async function runPageProgram(project: string, code: string, workplace: string): Promise<Ended> {
  await mkdir(join(project, "programs"), { recursive: true });
  await mkdir(workplace, { recursive: true });
  const folder = await mkdtemp(join(project, "programs", "run-"));
  try {
    const file = join(folder, "program.mjs");
    await writeFile(file, withoutTypes(withExpectations(code).code));
    return await runCommand(process.execPath, [file], {
      folder: workplace,
      environment: { PATH: process.env["PATH"], HOME: workplace, LANCE_LOG: "error" },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Manifest {
  readonly overrides?: Readonly<Record<string, unknown>>;
}

async function changeManifest(folder: string, change: (manifest: Manifest) => Manifest): Promise<void> {
  const file = join(folder, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8").catch(() => "{}")) as Manifest;
  await writeFile(file, JSON.stringify(change(manifest)));
}

/** What each `npm install` of a block installs. */
function installLines(code: string): string[][] {
  return [...code.matchAll(/^npm install(.*)$/gm)].map(([, words = ""]) =>
    words.split(" ").filter((word) => word !== ""),
  );
}
