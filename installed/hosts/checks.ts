import assert from "node:assert/strict";
import { Table, tableToIPC, vectorFromArray } from "apache-arrow";
import { type RunningHost, secret } from "./running-host.ts";

/** A property of the catalog at `/catalog` of every host. Rejects if it does not hold. */
export interface HostCheck {
  readonly name: string;
  readonly check: (host: RunningHost) => Promise<void>;
}

interface Call {
  readonly key?: string;
  readonly method?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

interface TextResponse {
  readonly status: number;
  readonly text: string;
}

/** Checks for every host, with any second argument to the handler. */
export const onlyValidKeys: HostCheck = {
  name: "a call without a key gets status 401, a valid key lists and creates",
  async check(host) {
    const list = "v1/namespace/%24/list";
    for (const key of [undefined, "another-secret-of-the-same-length-here"]) {
      const stranger = await call(host, list, key === undefined ? {} : { key });
      assert.equal(stranger.status, 401, stranger.text);
      const created = await post(host, "v1/namespace/stranger/create", {}, key === undefined ? {} : { key });
      assert.equal(created.status, 401, created.text);
    }
    const created = await post(host, "v1/namespace/prod/create", {}, { key: secret });
    assert.equal(created.status, 200, created.text);
    const inside = await post(host, "v1/namespace/prod%24search/create", {}, { key: secret });
    assert.equal(inside.status, 200, inside.text);
    const listed = await call(host, list, { key: secret });
    assert.deepEqual([listed.status, JSON.parse(listed.text)], [200, { namespaces: ["prod"] }]);
    const below = await call(host, "v1/namespace/prod/list", { key: secret });
    assert.deepEqual([below.status, JSON.parse(below.text)], [200, { namespaces: ["search"] }]);
  },
};

const unknownPaths: HostCheck = {
  name: "an unknown path gets the protocol's status 404, with and without a trailing slash",
  async check(host) {
    for (const path of ["v1/nothing", "v1/nothing/", "v2/namespace/%24/list"]) {
      const response = await call(host, path, { key: secret });
      assert.equal(response.status, 404, `${path}: ${response.text}`);
      assert.equal((JSON.parse(response.text) as { code: unknown }).code, 0, `${path}: ${response.text}`);
    }
  },
};

const slashes: HostCheck = {
  name: "the host keeps the trailing slash that LanceDB's remote client sends",
  async check(host) {
    const headers = { "x-lancedb-database": "db" };
    const response = await post(host, "v1/table/nothing/describe/", {}, { key: secret, headers });
    assert.equal(response.status, 404, response.text);
    assert.match(response.text, /nothing/);
  },
};

const wholeBodies: HostCheck = {
  name: "a body of 2 MB arrives whole, with and without a content type",
  async check(host) {
    const note = "Größe € 🌲 ".repeat(5_000);
    for (const [name, type] of [
      ["typed", "application/json"],
      ["untyped", ""],
    ] as const) {
      const headers = type === "" ? {} : { "content-type": type };
      // Properties have at most 65,536 characters, so spaces make the body long.
      const body = new TextEncoder().encode(" ".repeat(2_000_000) + JSON.stringify({ properties: { note } }));
      const request = { key: secret, method: "POST", body, headers };
      const created = await call(host, `v1/namespace/${name}/create`, request);
      assert.equal(created.status, 200, created.text.slice(0, 300));
      const described = await post(host, `v1/namespace/${name}/describe`, {}, { key: secret });
      const { properties } = JSON.parse(described.text) as { properties?: { note?: string } };
      assert.ok(properties?.note === note, described.text.slice(0, 300));
    }
  },
};

/** For hosts with tables: inserts rows as Arrow. */
export const rowsArrive: HostCheck = {
  name: "the table gets all rows of an Arrow body",
  async check(host) {
    const rows = 300_000;
    const numbers = vectorFromArray(Float64Array.from({ length: rows }, (_, index) => index));
    const body = new Uint8Array(tableToIPC(new Table({ id: numbers }), "stream"));
    const headers = { "content-type": "application/vnd.apache.arrow.stream" };
    const created = await call(host, "v1/table/rows/create", { key: secret, method: "POST", body, headers });
    assert.equal(created.status, 200, created.text);
    const counted = await post(host, "v1/table/rows/count_rows", {}, { key: secret });
    assert.equal(counted.text, String(rows));
  },
};

export const hostChecks: readonly HostCheck[] = [onlyValidKeys, unknownPaths, slashes, wholeBodies];

/** The log contains the client's address. */
export function addressIsLogged(address: RegExp): HostCheck {
  return {
    name: "the log contains the client's address",
    async check(host) {
      // Only Cloudflare's program reads this header.
      const headers = { "cf-connecting-ip": "203.0.113.9" };
      const { status, text } = await call(host, "v1/namespace/prod/list", { key: secret, headers });
      assert.equal(status, 200, text);
      const line = new RegExp(`^(?:${address.source}) listNamespaces 200$`, "m");
      // Only against hangs.
      const end = Date.now() + 900_000;
      while (Date.now() < end && !line.test(host.output())) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.match(host.output(), line);
    },
  };
}

/** On SIGTERM the program ends with status 0. */
export const endsOnSignal: HostCheck = {
  name: "the program ends with status 0 on SIGTERM",
  async check(host) {
    assert.equal(await host.end(), 0, host.output());
  },
};

function post(host: RunningHost, path: string, body: object, options: Call): Promise<TextResponse> {
  const headers = { "content-type": "application/json", ...options.headers };
  return call(host, path, { ...options, headers, method: "POST", body: JSON.stringify(body) });
}

async function call(
  host: RunningHost,
  path: string,
  { key, method, body, headers }: Call,
): Promise<TextResponse> {
  const response = await fetch(`${host.url}/catalog/${path}`, {
    method: method ?? "GET",
    redirect: "manual",
    // A server closes idle connections after some seconds, which may be between two calls on a busy machine.
    headers: { connection: "close", ...headers, ...(key !== undefined && { "x-api-key": key }) },
    ...(body !== undefined && { body }),
  });
  return { status: response.status, text: await response.text() };
}
