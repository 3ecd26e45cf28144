import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/workspace.ts";
import { cache } from "../product/cached-folder.ts";
import { emptyHome } from "../product/empty-home.ts";
import { packedPackages } from "../product/packed-packages.ts";
import { type Ended, runCommand } from "../product/run-command.ts";
import { withoutTypes } from "../readme/program.ts";

export type Manager = "npm" | "pnpm";

/** The dependencies and settings of a user's project, beside `@lancetree/connection`. */
export interface Wishes {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** For pnpm only. */
  readonly allowBuilds?: Readonly<Record<string, boolean>>;
  /** For pnpm only: whether to install LanceDB's optional model runtime, which is larger than LanceDB itself. */
  readonly withModels?: boolean;
}

/** The output of `installed/programs/beside.ts`. */
export interface Seen {
  readonly rows: number;
  readonly warnings: readonly string[];
  readonly failure?: { readonly name: string; readonly code: unknown; readonly message: string };
}

/** A user's project that a test installs and runs. The installation may fail. */
export class UsersProject implements AsyncDisposable {
  readonly #folder: string;
  readonly #manager: Manager;

  private constructor(folder: string, manager: Manager) {
    this.#folder = folder;
    this.#manager = manager;
  }

  static async create(manager: Manager): Promise<UsersProject> {
    await mkdir(cache, { recursive: true, mode: 0o700 });
    return new UsersProject(await mkdtemp(join(cache, `beside-${manager}-`)), manager);
  }

  /** Writes the project's files, runs `npm install` or `pnpm install`, and resolves with what it printed. */
  async install(wishes: Wishes): Promise<Ended> {
    const { tarballs } = await packedPackages();
    const lancetreePackages = Object.fromEntries(
      [...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]),
    );
    const { "@lancetree/connection": connection, ...others } = lancetreePackages;
    const dependencies = { "@lancetree/connection": connection, ...wishes.dependencies };
    const manifest = { private: true, type: "module", dependencies };
    const environment = await emptyHome();
    if (this.#manager === "npm") {
      const overrides = { ...others, ...(await this.#withoutModels()), ...wishes.overrides };
      await this.#write("package.json", JSON.stringify({ ...manifest, overrides }));
      const words = ["install", "--no-audit", "--no-fund", "--prefer-offline"];
      return runCommand("npm", words, { folder: this.#folder, environment });
    }
    const models = wishes.withModels ? {} : { "@lancedb/lancedb>@huggingface/transformers": "-" };
    const { overrides, allowBuilds } = wishes;
    await this.#write("package.json", JSON.stringify(manifest));
    // JSON is YAML as well.
    await this.#write(
      "pnpm-workspace.yaml",
      JSON.stringify({
        packages: ["."],
        overrides: { ...lancetreePackages, ...models, ...overrides },
        allowBuilds,
      }),
    );
    const words = ["--yes", "pnpm@12", "install", "--prefer-offline", "--no-frozen-lockfile"];
    return runCommand("npx", words, { folder: this.#folder, environment });
  }

  /** The versions of the copies of LanceDB that were installed, ascending. */
  async copies(): Promise<string[]> {
    const modules = join(this.#folder, "node_modules");
    if (this.#manager === "pnpm") {
      const entries = await readdir(join(modules, ".pnpm"));
      return entries.flatMap((entry) => /^@lancedb\+lancedb@([\d.]+)/.exec(entry)?.[1] ?? []).toSorted();
    }
    const lock = JSON.parse(await readFile(join(modules, ".package-lock.json"), "utf8")) as {
      packages: Readonly<Record<string, { version?: string }>>;
    };
    return Object.entries(lock.packages)
      .flatMap(([path, { version }]) =>
        path.endsWith("node_modules/@lancedb/lancedb") && version ? [version] : [],
      )
      .toSorted();
  }

  /** pnpm's report of peer dependencies that do not match. */
  async peers(): Promise<string> {
    const environment = await emptyHome();
    const words = ["--yes", "pnpm@12", "peers", "check"];
    const { stdout, stderr } = await runCommand("npx", words, { folder: this.#folder, environment });
    return stdout + stderr;
  }

  /**
   * Runs `installed/programs/beside.ts` in the project.
   *
   * @param names - libraries to load, and `arrow=<package>` for the copy of apache-arrow to use
   */
  async run(...names: readonly string[]): Promise<Seen> {
    const program = await readFile(join(root, "installed/programs/beside.ts"), "utf8");
    await this.#write("program.mjs", withoutTypes(program));
    const environment = { ...(await emptyHome()), NO_COLOR: "1" };
    const ended = await runCommand(process.execPath, ["program.mjs", ...names], {
      folder: this.#folder,
      environment,
    });
    const last = ended.stdout.trim().split("\n").at(-1) ?? "";
    if (!last.startsWith("{")) throw new Error(`The program ended with ${ended.status}: ${ended.stderr}`);
    return JSON.parse(last) as Seen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #withoutModels(): Promise<Record<string, string>> {
    const name = "without-models";
    await mkdir(join(this.#folder, name), { recursive: true });
    await this.#write(`${name}/package.json`, JSON.stringify({ name, version: "0.0.0" }));
    return { "@huggingface/transformers": `file:${name}` };
  }

  async #write(name: string, text: string): Promise<void> {
    await writeFile(join(this.#folder, name), text);
  }
}
