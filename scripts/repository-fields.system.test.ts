/** The release fills in where the repository is. The manifests in the repository do not say it. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { readPackages, runCommand, runPnpm } from "./workspace.ts";

interface Published {
  readonly repository?: unknown;
  readonly homepage?: unknown;
  readonly bugs?: unknown;
}

test("no manifest names an address", () => {
  const named = readPackages("packages").filter(({ manifest }) =>
    ["repository", "homepage", "bugs"].some((field) => field in manifest),
  );
  expect(named).toEqual([]);
});

test.each(readPackages("packages"))("$folder is named as its package", ({ folder, manifest }) => {
  expect(manifest.name).toBe(`@lancetree/${folder.replace("packages/", "")}`);
});

test("a package that is packed on GitHub names its repository there", async () => {
  const server = "https://git.example.com";
  expect(await pack({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: "lance/tree" })).toMatchObject({
    repository: {
      type: "git",
      url: "git+https://git.example.com/lance/tree.git",
      directory: "packages/spec",
    },
    homepage: "https://git.example.com/lance/tree/tree/main/packages/spec#readme",
    bugs: "https://git.example.com/lance/tree/issues",
  });
});

test("a package that is packed elsewhere names none", async () => {
  const manifest = await pack({ GITHUB_SERVER_URL: "", GITHUB_REPOSITORY: "" });
  expect(manifest).toMatchObject({ name: "@lancetree/spec" });
  expect(Object.keys(manifest)).not.toContain("repository");
});

/** The manifest in the tarball of `spec`. */
async function pack(environment: Readonly<Record<string, string>>): Promise<Published> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-pack-"));
  try {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const tarball = join(folder, "spec.tgz");
    const packed = runPnpm(["--filter", "@lancetree/spec", "pack", "--out", tarball]);
    expect(packed.status, packed.output).toBe(0);
    const unpacked = runCommand("tar", ["-xzf", tarball, "-C", folder]);
    expect(unpacked.status, unpacked.output).toBe(0);
    return JSON.parse(await readFile(join(folder, "package/package.json"), "utf8")) as Published;
  } finally {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  }
}
