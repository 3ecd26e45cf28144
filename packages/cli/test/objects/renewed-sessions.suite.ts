/** Clients with open tables, after the first credentials that the server vended them have ended. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as lancedb from "@lancedb/lancedb";
import { connectNamespace, type NamespaceConnection } from "@lancetree/connection";
import { openTableEngine } from "@lancetree/tables";
import { Field, Int32, Schema } from "apache-arrow";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { installPython } from "../../../../interop/harness/install-python.ts";
import { MissingError } from "../../../../interop/harness/missing-error.ts";
import { revokeSessions } from "../../../../scripts/minio/users.ts";
import { testFolder } from "../serve/support/folder.ts";
import { send } from "../serve/support/http.ts";
import { type TestKeys, writeKeys } from "../serve/support/keys.ts";
import { type ServerProcess, startServer } from "../serve/support/server-process.ts";
import { type Session, startTokenService, type TokenService } from "./token-service.ts";
import { endpoint, newUser, rootKeys, vendingDatabase } from "./vending-database.ts";

/** How long sessions are said to be valid. The store accepts them for longer, so that a slow machine renews them in time. */
const saidMs = 20_000;
const schema = new Schema([new Field("id", new Int32(), true)]);
const rows = (...ids: number[]): { id: number }[] => ids.map((id) => ({ id }));
const python = pythonIfInstalled();
const headers = { "x-lancedb-database": "short" };

describe.runIf(inject("abilities").includes("sessions"))("after the first sessions have ended", () => {
  let held: TestKeys<"lancetree" | "node" | "pylance" | "python">;
  let server: ServerProcess;
  let service: TokenService;
  let user: { readonly id: string; readonly secret: string };

  beforeAll(async () => {
    const folder = await testFolder();
    service = await startTokenService(endpoint, saidMs);
    user = await newUser();
    const config = join(folder, "databases.toml");
    const properties = {
      "storage.endpoint_url_sts": service.endpoint,
      "credential_vendor.permission": "write",
    };
    await writeFile(config, vendingDatabase("short", user, properties));
    held = await writeKeys(folder, {
      lancetree: { role: "write" },
      node: { role: "write" },
      pylance: { role: "write" },
      python: { role: "write" },
    });
    server = await startServer(["--config", config, "--api-key-file", held.file]);
  });

  afterAll(async () => {
    await server?.end("SIGKILL");
    await service?.[Symbol.asyncDispose]();
  });

  beforeEach(() => {
    service.sessions.length = 0;
  });

  const connectLancetree = (): Promise<NamespaceConnection> =>
    connectNamespace("rest", { uri: server.url, apiKey: held.keys.lancetree, headers });

  /** Ends all sessions, and waits until none is said to be valid. Returns the keys for which there was one. */
  async function endSessions(name: string): Promise<readonly string[]> {
    const described = await send(server.url, `/v1/table/${name}/describe`, {
      key: held.keys.lancetree,
      headers,
      body: { vend_credentials: true },
    });
    const { location, storage_options: options } = JSON.parse(described.text);
    // Without it LanceDB never asks again.
    const { expires_at_millis: _, ...storageOptions } = options;
    await using engine = await openTableEngine({ storageOptions });
    const table = await engine.open({ location });
    expect(await table.countRows()).toBe(1);
    await revokeSessions(endpoint, rootKeys, user.id);
    await expect(table.add(rows(9))).rejects.toThrow("InvalidAccessKeyId");
    const sessions = service.sessions.splice(0);
    await sleep(Math.max(...sessions.map(({ end }) => end)) - Date.now() + 1000);
    return keysIn(sessions);
  }

  test("LanceDB for Node reads and appends, on our connection and on its own", async () => {
    await using lancetree = await connectLancetree();
    const table = await lancetree.createTable("node", rows(1), { schema });
    const native = await lancedb.connectNamespace("rest", {
      uri: server.url,
      "headers.x-api-key": held.keys.node,
      "headers.x-lancedb-database": "short",
    });
    const nativeTable = await native.openTable("node");
    expect([await table.countRows(), await nativeTable.countRows()]).toEqual([1, 1]);
    expect(await endSessions("node")).toEqual(["lancetree", "node"]);
    await table.add(rows(2));
    await nativeTable.checkoutLatest();
    expect(await nativeTable.countRows()).toBe(2);
    await nativeTable.add(rows(3));
    await table.checkoutLatest();
    expect(await table.countRows()).toBe(3);
    expect(keysIn(service.sessions)).toEqual(["lancetree", "node"]);
    native.close();
  });

  test.skipIf(python === undefined)("pylance and LanceDB for Python read and append", async () => {
    await using lancetree = await connectLancetree();
    await lancetree.createTable("python", rows(1), { schema });
    const words = [server.url, "short", held.keys.pylance, held.keys.python, "python"];
    await using program = startPython(python ?? "", words);
    expect(await program.counts()).toEqual([1, 1]);
    expect(await endSessions("python")).toEqual(["lancetree", "pylance", "python"]);
    expect(await program.append()).toEqual([1, 3]);
    expect(keysIn(service.sessions)).toEqual(["pylance", "python"]);
  });
});

/** The keys of the server for which sessions were requested. */
function keysIn(sessions: readonly Session[]): string[] {
  return [...new Set(sessions.map(({ name }) => name.replace("lancetree-", "")))].toSorted();
}

interface Python extends AsyncDisposable {
  /** The next counts that it prints. */
  counts(): Promise<unknown>;
  /** Lets it append a row with each library: the number of rows before, and after. */
  append(): Promise<unknown>;
}

/** The interpreter of an environment with the Python clients. */
function pythonIfInstalled(): string | undefined {
  try {
    return inject("abilities").includes("sessions") ? installPython() : undefined;
  } catch (error) {
    if (!(error instanceof MissingError) || process.env["CI"]) throw error;
    process.stderr.write(`The test of the Python clients is left out: ${error.message}.\n`);
    return undefined;
  }
}

function startPython(interpreter: string, words: readonly string[]): Python {
  const program = fileURLToPath(new URL("append_rows.py", import.meta.url));
  const child = spawn(interpreter, ["-W", "ignore", "-B", program, ...words], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const counts = async (): Promise<unknown> => {
    const { value = "null" } = await lines.next();
    return JSON.parse(value);
  };
  return {
    counts,
    append() {
      child.stdin.write("\n");
      return counts();
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
