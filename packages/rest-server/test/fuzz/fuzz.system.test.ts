import { describe, expect, test } from "vitest";
import { createNamespaceHandler, type NamespaceHandler } from "../../src/index.ts";
import { fuzz } from "./fuzz.ts";
import { seededRandom } from "./random.ts";
import { sampleNamespace } from "./sample-namespace.ts";

// A longer run: LANCETREE_FUZZ_REQUESTS=20000, another one: LANCETREE_FUZZ_SEED=7.
const count = Number(process.env["LANCETREE_FUZZ_REQUESTS"] ?? 3240);
const seed = Number(process.env["LANCETREE_FUZZ_SEED"] ?? 1);

const makeHandler = (): NamespaceHandler => createNamespaceHandler(sampleNamespace(seededRandom(seed)));

describe("requests made from the protocol's document", () => {
  test(
    `get only responses that it declares, in ${count} requests`,
    async () => {
      const { findings, statuses } = await fuzz(makeHandler(), { seed, count });
      expect(findings).toEqual([]);
      // Not all of them refused, nor all of them fine.
      expect(statuses.get(200) ?? 0).toBeGreaterThan(count / 5);
      expect(statuses.get(400) ?? 0).toBeGreaterThan(count / 10);
      for (const status of [201, 202, 404, 405, 409, 415])
        expect(statuses.get(status) ?? 0).toBeGreaterThan(0);
    },
    600_000 + count * 20,
  );
});

describe("the same requests of a remote client", () => {
  test("break nothing", async () => {
    const handler = makeHandler();
    const broken: unknown[] = [];
    const remote: NamespaceHandler = async (request) => {
      const headers = new Headers(request.headers);
      headers.set("user-agent", "LanceDB-Node-Client/0.39.0");
      // Only namespace clients send the default delimiter.
      const url = request.url.replace(/delimiter=%24&?/, "");
      const body = request.body === null ? {} : { body: await request.text() };
      const response = await handler(new Request(url, { method: request.method, headers, ...body }));
      const text = await response.clone().text();
      if (response.status >= 500 || (response.status >= 400 && JSON.parse(text).code === undefined))
        broken.push(text);
      return response;
    };
    await fuzz(remote, { seed, count: 3240, stopAt: 3240 });
    expect(broken).toEqual([]);
  });
});

type Change = (request: Request, response: Response) => Response | Promise<Response>;

/** Seeded bugs: what the fuzzer reports, and the change to the responses of a correct server. */
const bugs: Record<string, readonly [found: RegExp, bug: Change]> = {
  "a stack in an error": [
    /a stack or a path/,
    (_, response) =>
      changed(response, response.status === 400 ? { detail: "Error\n    at read (server.ts:12:3)" } : {}),
  ],
  "a field that is not declared": [
    /additional properties.*took_ms/,
    (_, response) => changed(response, { took_ms: 3 }),
  ],
  "201 for what was created": [
    /status 201 is not declared/,
    (request, response) =>
      request.url.includes("/create") && response.status === 200
        ? new Response(response.body, { ...shape(response), status: 201 })
        : response,
  ],
  "204 for what exists": [
    /status 204 is not declared/,
    (request, response) =>
      request.url.includes("/exists") && response.status === 200
        ? new Response(null, { status: 204 })
        : response,
  ],
  "a bare 404": [
    /an error that is not JSON/,
    (_, response) => (response.status === 404 ? new Response(null, { status: 404 }) : response),
  ],
  "an error as plain text": [
    /an error that is not JSON/,
    (_, response) => (response.status === 400 ? new Response("bad request", { status: 400 }) : response),
  ],
  "an error without a code": [
    /must have required property 'code'/,
    (_, response) => changed(response, response.status >= 400 ? { code: undefined } : {}),
  ],
  "a code that does not go with its status": [
    /code 4 with status 409/,
    (_, response) => changed(response, response.status === 409 ? { code: 4 } : {}),
  ],
  "a count in an object": [
    /must be integer/,
    async (request, response) =>
      request.url.includes("/count_rows") && response.status === 200
        ? Response.json({ count: Number(await response.text()) }, shape(response))
        : response,
  ],
  "rows as octets": [
    /type application\/octet-stream/,
    (request, response) =>
      request.url.includes("/query") && response.status === 200
        ? new Response(response.body, { headers: { "content-type": "application/octet-stream" } })
        : response,
  ],
  "a crash on an empty body": [
    /status 500/,
    (request, response) =>
      request.method === "POST" && request.body === null ? new Response("{}", { status: 500 }) : response,
  ],
  "422 for what does not fit": [
    /status 422 is not declared/,
    (_, response) =>
      response.status === 400 ? new Response(response.body, { ...shape(response), status: 422 }) : response,
  ],
  "a plan without quotes": [
    /no JSON: plan: scan/,
    (request, response) =>
      request.url.includes("/explain_plan") && response.status === 200
        ? new Response("plan: scan", { headers: { "content-type": "application/json" } })
        : response,
  ],
  "a list that is null": [
    /tables must be array/,
    (request, response) =>
      changed(
        response,
        request.url.includes("/table/list") && response.status === 200 ? { tables: null } : {},
      ),
  ],
  "no body for an OPTIONS": [
    /type null/,
    (request, response) => (request.method === "OPTIONS" ? new Response(null, { status: 200 }) : response),
  ],
};

function shape(response: Response): ResponseInit {
  return { status: response.status, headers: response.headers };
}

async function changed(response: Response, fields: object): Promise<Response> {
  const text = await response.text();
  const value: unknown = text.startsWith("{") ? JSON.parse(text) : undefined;
  const body = value === undefined ? text || null : JSON.stringify({ ...(value as object), ...fields });
  return new Response(body, shape(response));
}

describe("the fuzzer finds", () => {
  test.each(Object.entries(bugs))("%s", async (_, [found, bug]) => {
    const handler = makeHandler();
    const broken: NamespaceHandler = async (request) => bug(request, await handler(request.clone()));
    const { findings } = await fuzz(broken, { seed, count: 3240, stopAt: 1 });
    expect(findings).toEqual([expect.objectContaining({ what: expect.stringMatching(found) })]);
  });
});
