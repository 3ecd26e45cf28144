import { afterEach, expect, test, vi } from "vitest";
import { acquireLoopbackBridge } from "../src/engine/loopback-bridge.ts";
import { openTableEngine } from "../src/index.ts";
import { startObjectStore } from "./object-store.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("open tables use what the provider of the engine returns later, and nothing is kept for each table", async () => {
  await using store = await startObjectStore();
  let requests = 0;
  const lifetime = 50_000;
  const storageOptionsProvider = async () => ({
    ...store.options(`KEY${requests++}`),
    expires_at_millis: String(Date.now() + lifetime),
  });
  const bridge = await acquireLoopbackBridge();
  await using own = await openTableEngine({
    storageOptions: { region: "us-east-1" },
    storageOptionsProvider,
  });
  const table = await own.create({ location: "s3://bucket/a.lance" }, [{ id: 1 }]);
  for (const name of ["b", "c"]) await own.create({ location: `s3://bucket/${name}.lance` }, [{ id: 2 }]);
  expect([requests, store.takeKeys(), bridge.registered]).toEqual([1, ["KEY0"], 1]);
  // LanceDB requests new options when the last ones expire in less than a minute, by its own clock.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + lifetime / 2 + 1000 });
  await table.add([{ id: 3 }]);
  expect([requests, store.takeKeys()]).toEqual([2, ["KEY1"]]);
  vi.useRealTimers();
  const ownOptions = { storageOptions: { aws_access_key_id: "TABLE" } };
  await own.open({ location: "s3://bucket/a.lance", ...ownOptions });
  await own.open({ location: "s3://bucket/b.lance" }, ownOptions);
  expect(store.takeKeys()).toEqual(["TABLE"]);
  expect(await (await own.open({ location: "s3://bucket/a.lance" })).countRows()).toBe(2);
  bridge.release();
});
