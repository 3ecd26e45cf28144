import { mkdtemp, readFile, rm } from "node:fs/promises";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCertificate } from "../../../scripts/certificate.ts";
import { serve, serveHandler, type TlsMaterial } from "../src/node/index.ts";
import { stubNamespace } from "./support.ts";

let folder: string;
let first: TlsMaterial;
let second: TlsMaterial;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-tls-"));
  [first, second] = await Promise.all([certificate("first"), certificate("second")]);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function certificate(name: string): Promise<TlsMaterial> {
  const { key, ca } = await makeCertificate(folder, name);
  return { key: await readFile(key), cert: Buffer.from(ca) };
}

function statusOf(url: string, { cert: ca }: TlsMaterial): Promise<number> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ keepAlive: false });
    const outgoing = request(`${url}/health`, { ca: Buffer.from(ca), agent }, (incoming) => {
      incoming.resume();
      resolve(incoming.statusCode ?? 0);
    });
    outgoing.on("error", reject).end();
  });
}

test("uses the certificate, then the one that replaced it", async () => {
  await using server = await serve(stubNamespace({}), { port: 0, tls: first });
  expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await statusOf(server.url, first)).toBe(200);
  await expect(statusOf(server.url, second)).rejects.toThrow(/certificate/);
  server.renewTls(second);
  expect(await statusOf(server.url, second)).toBe(200);
  expect(() => server.renewTls({ key: "no key", cert: "no certificate" })).toThrow(/PEM|no start line/i);
  expect(await statusOf(server.url, second)).toBe(200);
});

test("does not wait for connections without a request", async () => {
  const server = await serve(stubNamespace({}), { port: 0, tls: first, closeTimeoutMs: 3_600_000 });
  const { port } = new URL(server.url);
  const idle = connect({ port: Number(port), host: "127.0.0.1", ca: Buffer.from(first.cert) });
  await new Promise((resolve) => idle.once("secureConnect", resolve));
  expect(await server.close()).toBeUndefined();
});

test("an invalid certificate, and one for HTTP, are rejected", async () => {
  const handler = async () => new Response();
  await expect(serveHandler(handler, { port: 0, tls: { key: "a", cert: "b" } })).rejects.toThrow(
    /PEM|no start line/i,
  );
  await using server = await serveHandler(handler, { port: 0 });
  expect(() => server.renewTls(first)).toThrow(TypeError);
});
