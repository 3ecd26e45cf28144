import { once } from "node:events";
import { DirectoryNamespace } from "../../src/index.ts";
import type { RateOrder, RateResult } from "./rates.ts";

/** Creates namespaces one after the other, in a namespace of its own, for a time, up to a number, or until a message ends it. */

const [root = "", name = ""] = process.argv.slice(2);
const namespace = new DirectoryNamespace({ root });
await namespace.createNamespace({ id: [name] });
const ordered = once(process, "message");
process.send?.("ready");
const [order] = (await ordered) as [RateOrder];
const stopped = new AbortController();
process.once("message", () => stopped.abort());
const result = await work(order);
process.send?.(result);
await namespace.close();
process.disconnect();

async function work({ seconds, creates, share }: RateOrder): Promise<RateResult> {
  const started = performance.now();
  let created = 0;
  let slowest = 0;
  while (!stopped.signal.aborted && created < creates && performance.now() - started < seconds * 1000) {
    const before = performance.now();
    await namespace.createNamespace({ id: [name, `n${created++}`] });
    slowest = Math.max(slowest, performance.now() - before);
    if (created === share) process.send?.("share");
  }
  return { created, slowest };
}
