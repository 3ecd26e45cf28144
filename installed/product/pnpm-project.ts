import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cachedFolder } from "./cached-folder.ts";
import { emptyHome } from "./empty-home.ts";
import { packedPackages } from "./packed-packages.ts";
import { mustRun } from "./run-command.ts";

/**
 * A project in which pnpm installed packages, Lancetree's from their tarballs, once for each state of the sources. With pnpm, a
 * program can import only the packages that its project names.
 *
 * @param packages - the arguments of `npm install`, for example `["@lancetree/core", "apache-arrow@18.1.0"]`
 */
export async function pnpmProject(packages: readonly string[]): Promise<string> {
  const { tarballs, hash } = await packedPackages();
  const lancetreePackages = Object.fromEntries(
    [...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]),
  );
  const dependencies = Object.fromEntries(
    packages.map((text) => {
      const [name = "", version = "*"] = text.split(/(?<=.)@/);
      return [name, lancetreePackages[name] ?? version];
    }),
  );
  const names = createHash("sha256").update(JSON.stringify(dependencies)).digest("hex").slice(0, 8);
  return cachedFolder(`pnpm-${hash}-${names}`, async (project) => {
    const withoutModels = {
      "@lancedb/lancedb>@huggingface/transformers": "-",
      "@lancedb/lancedb>openai": "-",
    };
    const settings = {
      packages: ["."],
      overrides: { ...lancetreePackages, ...withoutModels },
      // A dependency of jest; pnpm fails until the project allows or refuses its install script.
      allowBuilds: { "@parcel/watcher": false },
    };
    await writeFile(
      join(project, "package.json"),
      JSON.stringify({ private: true, type: "module", dependencies }),
    );
    // JSON is YAML as well.
    await writeFile(join(project, "pnpm-workspace.yaml"), JSON.stringify(settings));
    const environment = await emptyHome();
    await mustRun("npx", ["--yes", "pnpm@12", "install", "--prefer-offline"], {
      folder: project,
      environment,
    });
  });
}
