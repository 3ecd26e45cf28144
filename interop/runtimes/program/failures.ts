import { RestNamespace } from "@lancetree/rest-client";
import { assertEqual, assertError, assertReason, collect, pause } from "./checks.ts";
import type { ProgramSettings, Step } from "./step.ts";

const megabyte = 2 ** 20;
const quick = { baseDelayMs: 5 };

/** Calls that are given up, and servers that misbehave. */
export const failureSteps: readonly Step[] = [
  {
    name: "abort by a signal",
    async run({ settings, catalog }) {
      const reason = new Error("enough");
      const early = catalog.createNamespace(
        { id: [settings.root, "x"] },
        { signal: AbortSignal.abort(reason) },
      );
      await assertReason(early, reason);
      const waiting = faulty(settings, "hangs").listAllTables({}, { signal: abortSoon(reason) });
      await assertReason(waiting, reason);
      const controller = new AbortController();
      const { data } = await catalog.queryTable(
        { id: [settings.root, "prod", "user"], k: 2 ** 31 - 1 },
        { signal: controller.signal },
      );
      const reading = (async () => {
        for await (const _ of data) controller.abort(reason);
      })();
      await assertReason(reading, reason);
      return "before, while waiting, while rows arrive";
    },
  },
  {
    name: "an upload is pulled as it is taken",
    outsideBrowsers: true,
    async run({ settings }) {
      let pulled = 0;
      async function* endless(): AsyncGenerator<Uint8Array> {
        for (; pulled < 1024; pulled++) yield new Uint8Array(megabyte);
      }
      const reason = new Error("it stalls");
      const controller = new AbortController();
      const upload = faulty(settings, "stalls").insertIntoTable(
        { id: ["t"], data: endless() },
        { signal: controller.signal },
      );
      const stalled = async (): Promise<void> => {
        for (let before = -1; before !== pulled; await pause(500)) before = pulled;
        controller.abort(reason);
      };
      await Promise.all([assertReason(upload, reason), stalled()]);
      assertEqual(pulled > 0 && pulled < 64, true, `${pulled} MB pulled by a server that takes nothing`);
      return `${pulled} MB for a server that takes nothing`;
    },
  },
  {
    name: "give up after a time",
    async run({ settings }) {
      const slow = faulty(settings, "hangs").listAllTables({}, { timeoutMs: 100 });
      const message = await assertError(slow, "ServiceUnavailableError", 17);
      assertEqual(message.endsWith(" within 100 ms."), true, message);
      return message;
    },
  },
  {
    name: "no connection",
    async run({ settings: { closedUri: uri } }) {
      const unreachable = new RestNamespace({ uri, retry: quick });
      const message = await assertError(unreachable.listAllTables({}), "ServiceUnavailableError", 17);
      assertEqual(
        message.startsWith(`The connection to the catalog at ${new URL(uri).host} failed`),
        true,
        message,
      );
      assertEqual(message.endsWith(" (3 attempts)"), true, message);
      return message;
    },
  },
  {
    name: "a connection that breaks",
    async run({ settings }) {
      const breaking = faulty(settings, "breaks");
      const message = await assertError(breaking.listAllTables({}), "ServiceUnavailableError", 17);
      assertEqual(await seen(settings, "breaks"), 3, "attempts of a read");
      await assertError(breaking.dropTable({ id: ["t"] }), "ServiceUnavailableError", 17);
      assertEqual(await seen(settings, "breaks"), 4, "and one of a write");
      return message;
    },
  },
  {
    name: "failures of any shape",
    async run({ settings }) {
      for (const [kind, name, code] of [
        ["html", "ServiceUnavailableError", 17],
        ["text", "TableNotFoundError", 4],
        ["empty", "UnsupportedError", 0],
      ] as const) {
        await assertError(faulty(settings, kind).describeTable({ id: ["t"] }), name, code);
      }
      return "HTML, text, nothing";
    },
  },
  {
    name: "redirects",
    async run({ settings }) {
      const away = faulty(settings, "away");
      const message = await assertError(away.listAllTables({}), "InternalError", 18);
      await assertError(away.dropTable({ id: ["t"] }), "InternalError", 18);
      assertEqual(await seen(settings, "stranger"), 0, "requests that arrived at another origin");
      const here = faulty(settings, "here");
      if (settings.inBrowser) {
        await assertError(here.listAllTables({}), "InternalError", 18);
        return `none is followed: ${message}`;
      }
      assertEqual(await collect(here.tables()), ["found"], "tables behind a redirect inside the origin");
      return "followed inside the origin only";
    },
  },
];

function faulty({ faultyUri, root, apiKey }: ProgramSettings, kind: string): RestNamespace {
  return new RestNamespace({ uri: `${faultyUri}/${kind}/${root}`, apiKey, retry: quick });
}

/** How many requests of this run the faulty server saw. */
async function seen({ faultyUri, root }: ProgramSettings, kind: string): Promise<number> {
  return Number(await (await fetch(`${faultyUri}/seen/${kind}/${root}`)).text());
}

function abortSoon(reason: unknown): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  return controller.signal;
}
