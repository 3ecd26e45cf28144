import { expect, it } from "vitest";
import { resolveSettings } from "../src/server-settings.ts";

const refused = ["0.0.0.0", "::", "0", "", "192.0.2.1", "::ffff:192.0.2.1", "no such host"];
it.each(refused)("without keys a server does not listen on %j", async (host) => {
  const option = ["", "no such host"].includes(host) ? "host" : "allowInsecure";
  await expect(resolveSettings({ host })).rejects.toMatchObject({ code: 13, option });
});

it.each(["127.0.0.1", "127.1.2.3", "::1", "localhost"])(
  "a server without keys listens on %j, a loopback address",
  async (host) => {
    expect(await resolveSettings({ host })).toMatchObject({ isLoopback: true });
  },
);

it("with keys, and with allowInsecure, it listens on every address", async () => {
  const host = "0.0.0.0";
  expect(await resolveSettings({ host, apiKeyFile: "keys.json" })).toMatchObject({ isLoopback: false });
  expect(await resolveSettings({ host, allowInsecure: true })).toMatchObject({ isLoopback: false });
});

it.each([-1, 65_536, 1.5, Number.NaN])("a port of %d is refused", async (port) => {
  await expect(resolveSettings({ port })).rejects.toMatchObject({ code: 13, option: "port" });
});

it.each<[string, object, RegExp]>([
  ["an unknown name", { threads: 4 }, /no limit "threads"; the limits are connections, .*writeMs\./],
  ["zero", { connections: 0 }, /"connections" must be an integer from 1/],
  ["a fraction", { transfers: 1.5 }, /"transfers" must be an integer/],
  ["more than a timer waits for", { readMs: 2 ** 31 }, /"readMs" must be an integer from 1 to 2000000000/],
])("limits: %s is refused", async (_, limits, message) => {
  const rejection = await resolveSettings({ limits }).catch((error: unknown) => error);
  expect(rejection).toMatchObject({ code: 13, option: "limits" });
  expect(String(rejection)).toMatch(message);
});

it("limits that are not given have their defaults", async () => {
  const { limits } = await resolveSettings({ limits: { transfers: 3, readMs: undefined } });
  expect(limits).toMatchObject({
    transfers: 3,
    transfersPerCaller: 8,
    readMs: 600_000,
    bodyMemoryBytes: 2 ** 31,
  });
});
