/** The routes that the protocol does not have agree with their document. */
import { extensionNames, extensionTable, InvalidInputError } from "@lancetree/core";
import document from "@lancetree/spec/extensions.json" with { type: "json" };
import { describe, expect, test } from "vitest";
import { createNamespaceHandler, type HandlerOptions, type NamespaceHandler } from "../src/index.ts";
import { extensionModel, type JsonSchema, resolveSchema, typesOf } from "../src/request/json-schema.ts";
import { stubNamespace } from "./support.ts";

interface Documented {
  readonly name: keyof typeof extensionTable;
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly fields: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

const documented = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { operationId }]): Documented => {
    const { properties = {}, required = [] } = resolveSchema(extensionModel(path));
    return {
      name: (operationId.charAt(0).toLowerCase() + operationId.slice(1)) as Documented["name"],
      method: method.toUpperCase(),
      path,
      query: [document.components.parameters.delimiter.name],
      fields: properties,
      required,
    };
  }),
);
const routes = documented.map((route) => [route.name, route] as const);

/** A valid value for a field. */
function valueFor(name: string, schema: JsonSchema): unknown {
  const [type] = typesOf(resolveSchema(schema)).filter((one) => one !== "null");
  if (type === "array") return ["a"];
  if (type === "object") return { b: "1" };
  if (type === "integer" || type === "number") return 7;
  return name === "page_token" ? "0:token" : "some";
}

/** The page token that the namespace receives. */
function pageToken({ name }: Documented): string {
  return name === "findObjects" ? "token" : "0:token";
}

/** A value of another type. */
function invalidFor(schema: JsonSchema): unknown {
  const types = typesOf(resolveSchema(schema));
  return types.includes("string") ? 1 : "text";
}

interface Sent {
  readonly status: number;
  readonly text: string;
  readonly received: Readonly<Record<string, unknown>> | undefined;
}

async function send(
  { method, path }: Pick<Documented, "method" | "path">,
  body?: object,
  query = "",
  options: HandlerOptions = {},
): Promise<Sent> {
  let received: Sent["received"];
  const accept = (request: Record<string, unknown>): object => {
    received = request;
    return { objects: [] };
  };
  const namespace = stubNamespace(Object.fromEntries(extensionNames.map((name) => [name, accept])));
  const response = await call(createNamespaceHandler(namespace, options), { method, path }, body, query);
  return { status: response.status, text: await response.text(), received };
}

function call(
  handler: NamespaceHandler,
  { method, path }: Pick<Documented, "method" | "path">,
  body?: object,
  query = "",
): Promise<Response> {
  const init = { method, ...(body && method === "POST" && { body: JSON.stringify(body) }) };
  return handler(new Request(`http://host${path}${query}`, init));
}

const fullRequest = ({ fields }: Documented): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, valueFor(name, schema)]));

test("the document has every route, and no other", () => {
  expect(Object.fromEntries(documented.map(({ name, method, path }) => [name, { method, path }]))).toEqual(
    extensionTable,
  );
});

test("the document is served, also to callers without credentials", async () => {
  const handler = createNamespaceHandler(stubNamespace({}), {
    authenticate: () => {
      throw new InvalidInputError("No caller is admitted.");
    },
  });
  const response = await call(handler, { method: "GET", path: "/lancetree/v1/openapi.json" });
  expect(await response.json()).toEqual(document);
  expect((await call(handler, { method: "POST", path: "/lancetree/v1/openapi.json" })).status).toBe(405);
});

describe.each(routes)("%s", (_, route) => {
  test("has its method alone", async () => {
    for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"]) {
      const { status } = await send({ ...route, method }, fullRequest(route));
      expect([method, status]).toEqual([method, method === route.method ? 200 : 405]);
    }
  });

  test("takes the query parameters of the document alone", async () => {
    for (const name of route.query)
      expect((await send(route, fullRequest(route), `?${name}=x`)).status).toBe(200);
    for (const name of ["nosuch", "limit", "page_token", "id"]) {
      const { status, text, received } = await send(route, fullRequest(route), `?${name}=1`);
      expect([name, status, received]).toEqual([name, 400, undefined]);
      expect(text).toContain(name);
    }
  });

  test("takes the fields of the document alone", async () => {
    if (route.method === "GET") return;
    const request = fullRequest(route);
    const { status, received } = await send(route, request);
    expect(status).toBe(200);
    // The server's token names the part of the namespace in front of the catalog's own.
    expect(received).toEqual({
      ...request,
      ...("page_token" in request && { page_token: pageToken(route) }),
    });
    for (const value of [1, "b", false, {}, []]) {
      const refused = await send(route, { ...request, nosuch: value });
      expect([refused.status, refused.received]).toEqual([400, undefined]);
      expect(refused.text).toContain("nosuch");
    }
    expect((await send(route, { ...request, nosuch: null })).status).toBe(200);
  });

  test("refuses a field of another type, and needs what the document requires", async () => {
    for (const [name, schema] of Object.entries(route.fields)) {
      const request = fullRequest(route);
      const wrong = await send(route, { ...request, [name]: invalidFor(schema) });
      expect([name, wrong.status, wrong.received]).toEqual([name, 400, undefined]);
      expect(wrong.text).toContain(name);
      const { [name]: left, ...rest } = request;
      expect(left).toBeDefined();
      const without = await send(route, rest);
      expect([name, without.status]).toEqual([name, route.required.includes(name) ? 400 : 200]);
      const isNull = await send(route, { ...request, [name]: null });
      expect([name, isNull.status]).toEqual([name, without.status]);
    }
  });

  test("has the limits of the handler", async () => {
    const request = fullRequest(route);
    const small = await send(route, { ...request, id: ["x".repeat(200)] }, "", {
      limits: { jsonBytes: 100 },
    });
    expect(small.status).toBe(route.method === "GET" ? 200 : 413);
    const handler = createNamespaceHandler(stubNamespace({ [route.name]: () => ({ objects: [] }) }), {
      rateLimit: { perSecond: 1e-6, burst: 1 },
    });
    expect((await call(handler, route, request)).status).toBe(200);
    expect((await call(handler, route, request)).status).toBe(429);
  });

  test("ends at the time limit of its operation", async () => {
    if (route.name === "whoAmI") return;
    let start = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const run = (): Promise<never> => {
      start();
      return new Promise(() => undefined);
    };
    const limited: string[] = [];
    const operationMs = (operation: string): number => {
      limited.push(operation);
      return 20;
    };
    const handler = createNamespaceHandler(stubNamespace({ [route.name]: run }), { limits: { operationMs } });
    const response = call(handler, route, fullRequest(route));
    await started;
    expect(limited).toEqual([route.name]);
    expect((await response).status).toBe(503);
  });
});
