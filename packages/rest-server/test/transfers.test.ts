import { InvalidInputError } from "@lancetree/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createNamespaceHandler, type NamespaceHandler } from "../src/index.ts";
import { stubNamespace } from "./support.ts";

// Which transfer starts when, by the limits of all callers and of one caller; the name of a table says what its query does.

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance"],
  });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A query that was sent. */
interface Sent {
  readonly response: Promise<Response>;
  readonly leave: () => void;
}

/** A server, and the callers whose queries run, in the order in which they started. */
class Transfers {
  readonly started: string[] = [];
  readonly #handler: NamespaceHandler;

  constructor(max: number, maxPerCaller: number) {
    const namespace = stubNamespace({
      queryTable: ({ id: [work = "", caller = ""] }: { id: string[] }) => {
        this.started.push(caller);
        if (work === "fails") throw new InvalidInputError("The query is not valid.");
        return { data: rows(work) };
      },
    });
    this.#handler = createNamespaceHandler(namespace, {
      authenticate: ({ apiKey }) => (apiKey === undefined ? undefined : { name: apiKey }),
      transfers: { max, maxPerCaller },
    });
  }

  /** Sends a query that is "short", "long" (its first rows do not come), or "fails". Resolves when it runs or waits. */
  async send(caller: string, work: "short" | "long" | "fails"): Promise<Sent> {
    const gone = new AbortController();
    const request = new Request(`http://host/v1/table/${work}%24${caller}/query`, {
      method: "POST",
      headers: { "x-api-key": caller },
      body: '{"k":1}',
      signal: gone.signal,
    });
    const response = this.#handler(request);
    await settle();
    return { response, leave: () => gone.abort() };
  }

  /** Sends a query and reads its response. */
  async exchange(caller: string): Promise<number> {
    const { response } = await this.send(caller, "short");
    const { status } = await response;
    await (await response).arrayBuffer();
    return status;
  }

  startedBy(caller: string): number {
    return this.started.filter((name) => name === caller).length;
  }
}

async function* rows(work: string): AsyncGenerator<Uint8Array> {
  if (work === "long") await new Promise(() => undefined);
  yield new Uint8Array(8);
}

/** Waits until nothing goes on. */
async function settle(): Promise<void> {
  for (let tick = 0; tick < 10; tick++) await new Promise((resolve) => setImmediate(resolve));
}

async function times(count: number, task: () => Promise<Sent>): Promise<Sent[]> {
  const sent: Sent[] = [];
  // oxlint-disable-next-line no-await-in-loop
  for (let index = 0; index < count; index++) sent.push(await task());
  return sent;
}

test("a full queue refuses the newest transfer of the caller with the most waiting ones", async () => {
  const transfers = new Transfers(1, 1);
  await transfers.send("ann", "long");
  const ofBob = await times(200, () => transfers.send("bob", "short"));
  const ofEve = await times(56, () => transfers.send("eve", "short"));
  const statuses: [string, number][] = [];
  const watch = (name: string, sent: readonly Sent[]): void => {
    for (const [index, { response }] of sent.entries())
      void response.then(({ status }) => statuses.push([`${name} ${index}`, status]));
  };
  watch("bob", ofBob);
  watch("eve", ofEve);
  await settle();
  expect(statuses).toEqual([]);
  watch("late eve", [await transfers.send("eve", "short")]);
  await settle();
  expect(statuses).toEqual([["bob 199", 429]]);
  expect(transfers.started).toEqual(["ann"]);
});

test("a full queue refuses no caller whose transfers end promptly, while others wait", async () => {
  const transfers = new Transfers(1, 1);
  expect(await transfers.exchange("bob")).toBe(200);
  await transfers.send("ann", "long");
  await times(200, () => transfers.send("bob", "short"));
  await times(56, () => transfers.send("eve", "short"));
  const { response } = await transfers.send("eve", "short");
  await settle();
  expect(await Promise.race([response.then(({ status }) => status), settle()])).toBe(429);
});

test("only a caller whose transfers end promptly may use all that are free", async () => {
  const transfers = new Transfers(6, 3);
  expect(await transfers.exchange("ann")).toBe(200);
  await times(3, () => transfers.send("bob", "long"));
  await times(3, () => transfers.send("eve", "long"));
  // One is left for others.
  expect([transfers.startedBy("bob"), transfers.startedBy("eve")]).toEqual([3, 2]);
  const others = new Transfers(6, 3);
  expect(await others.exchange("ann")).toBe(200);
  await times(3, () => others.send("bob", "long"));
  await times(3, () => others.send("ann", "long"));
  expect(others.startedBy("ann")).toBe(1 + 3);
});

test.each([
  ["makes the server wait", async () => vi.advanceTimersByTime(1_500)],
  ["gives up a query", async ({ leave }: Sent) => leave()],
])("a caller that %s for a moment leaves room for a minute", async (_, beSlow) => {
  const transfers = new Transfers(6, 3);
  const sent = await transfers.send("ann", "short");
  const response = await sent.response;
  await beSlow(sent);
  await response.arrayBuffer().catch(() => undefined);
  await settle();
  vi.advanceTimersByTime(2_000);
  expect(await transfers.exchange("ann")).toBe(200);
  await times(3, () => transfers.send("bob", "long"));
  await times(3, () => transfers.send("ann", "long"));
  expect(transfers.startedBy("ann")).toBe(2 + 2);
});

test("a caller with many clients may use all that are free although one of them gave up a query", async () => {
  const transfers = new Transfers(6, 3);
  // oxlint-disable-next-line no-await-in-loop
  for (let index = 0; index < 120; index++) await transfers.exchange("ann");
  (await transfers.send("ann", "short")).leave();
  await settle();
  vi.advanceTimersByTime(2_000);
  await times(3, () => transfers.send("bob", "long"));
  await times(3, () => transfers.send("ann", "long"));
  expect(transfers.startedBy("ann")).toBe(121 + 3);
});

test("a caller that makes the server wait leaves room meanwhile", async () => {
  const transfers = new Transfers(6, 3);
  expect(await transfers.exchange("ann")).toBe(200);
  await (await transfers.send("ann", "short")).response;
  vi.advanceTimersByTime(1_500);
  await times(3, () => transfers.send("bob", "long"));
  await times(2, () => transfers.send("ann", "long"));
  expect(transfers.startedBy("ann")).toBe(2 + 1);
});

test("a query that was given up keeps its own caller waiting, and no other one", async () => {
  const transfers = new Transfers(2, 1);
  const sent = await transfers.send("ann", "short");
  await sent.response;
  sent.leave();
  await settle();
  await transfers.send("ann", "long");
  await transfers.send("bob", "long");
  await transfers.send("eve", "long");
  expect(transfers.started).toEqual(["ann", "bob", "eve"]);
  // No more than as many again: what they hold is not freed yet.
  const gone = new Transfers(1, 1);
  for (const caller of ["ann", "bob"]) {
    // oxlint-disable-next-line no-await-in-loop
    const { response, leave } = await gone.send(caller, "short");
    // oxlint-disable-next-line no-await-in-loop
    await response;
    leave();
    // oxlint-disable-next-line no-await-in-loop
    await settle();
  }
  await gone.send("eve", "long");
  expect(gone.started).toEqual(["ann", "bob"]);
  vi.advanceTimersByTime(1_000);
  await settle();
  expect(gone.started).toEqual(["ann", "bob", "eve"]);
});

test.each([
  [50, 1_000],
  [400, 4_000],
  [5_000, 10_000],
])("a caller that aborts a query after %d ms waits for %d ms", async (abortedMs, waitMs) => {
  const transfers = new Transfers(2, 1);
  const { leave } = await transfers.send("ann", "long");
  vi.advanceTimersByTime(abortedMs);
  leave();
  await settle();
  await transfers.send("ann", "long");
  vi.advanceTimersByTime(waitMs - 1);
  await settle();
  expect(transfers.startedBy("ann")).toBe(1);
  // The limiter looks four times a second.
  vi.advanceTimersByTime(251);
  await settle();
  expect(transfers.startedBy("ann")).toBe(2);
});

test("all transfers of a caller together spend a tenth of the time on queries that it aborts", async () => {
  const transfers = new Transfers(8, 4);
  for (const { leave } of await times(4, () => transfers.send("ann", "long"))) {
    vi.advanceTimersByTime(100);
    leave();
    // oxlint-disable-next-line no-await-in-loop
    await settle();
  }
  await times(4, () => transfers.send("ann", "long"));
  // The first one ran for 100 ms, so it counts for 4 s, of which 300 ms have passed.
  vi.advanceTimersByTime(3_600);
  await settle();
  expect(transfers.startedBy("ann")).toBe(4);
  vi.advanceTimersByTime(351);
  await settle();
  expect(transfers.startedBy("ann")).toBe(5);
});

test("the queries that a prompt caller aborted do not keep it waiting", async () => {
  const transfers = new Transfers(6, 3);
  // oxlint-disable-next-line no-await-in-loop
  for (let index = 0; index < 320; index++) await transfers.exchange("ann");
  for (const { leave } of await times(3, () => transfers.send("ann", "long"))) {
    leave();
    // oxlint-disable-next-line no-await-in-loop
    await settle();
  }
  await times(3, () => transfers.send("ann", "long"));
  expect(transfers.startedBy("ann")).toBe(320 + 6);
});

test("the time for which the server waited for a caller does not count", async () => {
  const transfers = new Transfers(2, 1);
  const sent = await transfers.send("ann", "short");
  await sent.response;
  vi.advanceTimersByTime(5_000);
  sent.leave();
  await settle();
  vi.advanceTimersByTime(1_000);
  await transfers.send("ann", "long");
  expect(transfers.startedBy("ann")).toBe(2);
});

test("where one caller may use all transfers, those that it aborted count for no more than a second", async () => {
  const transfers = new Transfers(1, 1);
  const { leave } = await transfers.send("ann", "long");
  vi.advanceTimersByTime(5_000);
  leave();
  await settle();
  vi.advanceTimersByTime(1_000);
  await transfers.send("ann", "long");
  expect(transfers.startedBy("ann")).toBe(2);
});

test("a query that failed does not keep its caller waiting", async () => {
  const transfers = new Transfers(1, 1);
  expect((await (await transfers.send("ann", "fails")).response).status).toBe(400);
  expect(await transfers.exchange("ann")).toBe(200);
});

/** Has callers, named once for each query, begin responses that they do not read for six seconds. */
async function keepWaiting(transfers: Transfers, callers: readonly string[]): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop
  for (const caller of callers) await (await transfers.send(caller, "short")).response;
  vi.advanceTimersByTime(6_000);
}

test("a caller without transfers takes one that waits for its caller", async () => {
  const transfers = new Transfers(2, 1);
  await keepWaiting(transfers, ["bob", "eve"]);
  await transfers.send("ann", "long");
  expect(transfers.startedBy("ann")).toBe(1);
});

test("a caller takes transfers that wait for a caller with more", async () => {
  const transfers = new Transfers(4, 3);
  await transfers.send("eve", "long");
  await keepWaiting(transfers, ["bob", "bob", "bob"]);
  await times(2, () => transfers.send("eve", "long"));
  // The other one of the two would leave bob with fewer.
  expect(transfers.startedBy("eve")).toBe(2);
});

test("a prompt caller takes all that wait for their callers, as far as it may have them", async () => {
  const transfers = new Transfers(4, 3);
  expect(await transfers.exchange("ann")).toBe(200);
  await keepWaiting(transfers, ["bob", "eve", "fay", "gus"]);
  await times(4, () => transfers.send("ann", "long"));
  expect(transfers.startedBy("ann")).toBe(1 + 3);
});
