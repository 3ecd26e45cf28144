import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithParent } from "../../installed/product/end-with-parent.ts";
import { freePorts } from "../free-ports.ts";
import { hasEnded } from "../has-ended.ts";

/** A PostgreSQL server for tests, on loopback and with data that is removed at the end. */
export interface PostgresServer extends AsyncDisposable {
  /** The URL of its database. */
  readonly url: string;
  readonly version: string;
  /** Stops the server as a crash would, and starts it again on the same data and port. */
  restart(): Promise<void>;
}

/** The folder of PostgreSQL's programs; undefined if none is installed. */
export function postgresPrograms(): string | undefined {
  const installed = "/usr/lib/postgresql";
  const versions = existsSync(installed) ? readdirSync(installed) : [];
  const folders = versions
    .toSorted((left, right) => Number(right) - Number(left))
    .map((version) => join(installed, version, "bin"));
  const fromPath = (process.env["PATH"] ?? "").split(":");
  return [...folders, ...fromPath].find((folder) => existsSync(join(folder, "initdb")));
}

/**
 * Starts a server.
 *
 * @param fsync - whether commits wait for the disk; tests do not need it, since no machine crashes
 */
export async function startPostgres(programs: string, { fsync = false } = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "lancetree-postgres-"));
  const data = join(folder, "data");
  const user = unprivilegedUser();
  if (user !== undefined) chownSync(folder, user, -1);
  const identity = user === undefined ? {} : { uid: user, gid: user };
  execFileSync(join(programs, "initdb"), ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8"], {
    ...identity,
    cwd: folder,
    stdio: "ignore",
  });
  const [port] = await freePorts(1);
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    `unix_socket_directories=${folder}`,
    `fsync=${fsync ? "on" : "off"}`,
    "max_connections=200",
  ];
  const start = async (): Promise<ReturnType<typeof spawn>> => {
    const server = spawn(
      join(programs, "postgres"),
      ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
      {
        ...identity,
        cwd: folder,
        stdio: "ignore",
      },
    );
    endWithParent(server);
    for (let attempt = 0; ; attempt++) {
      try {
        execFileSync(join(programs, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]);
        return server;
      } catch (error) {
        if (hasEnded(server) || attempt > 600) throw error;
        await sleep(100);
      }
    }
  };
  const stop = async (server: ReturnType<typeof spawn>, signal: NodeJS.Signals): Promise<void> => {
    if (hasEnded(server)) return;
    server.kill(signal);
    await once(server, "exit");
  };
  let server = await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    version: execFileSync(join(programs, "postgres"), ["--version"], { encoding: "utf8" }).trim(),
    async restart() {
      // SIGQUIT ends all connections without a checkpoint.
      await stop(server, "SIGQUIT");
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop(server, "SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The URL of a database with another isolation level for its transactions. */
export function isolated(url: string, isolation: string): string {
  const options = encodeURIComponent(`-c default_transaction_isolation=${isolation.replaceAll(" ", "\\ ")}`);
  return `${url}?options=${options}`;
}

/** PostgreSQL refuses to run as root; undefined if this process is not root. */
function unprivilegedUser(): number | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return Number(execFileSync("id", ["-u", "postgres"], { encoding: "utf8" }));
}
