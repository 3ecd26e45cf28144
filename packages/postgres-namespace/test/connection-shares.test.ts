/** One caller's calls do not keep the connections of the database from the others. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { PostgresNamespace } from "../src/index.ts";
import { useCatalogs } from "./support/catalogs.ts";

const catalogs = useCatalogs();

/** A catalog over the database of this file, whose statements wait until they are let go; `started` has the ids in their values. */
function held(): { namespace: PostgresNamespace; started: string[]; hold: () => void; letGo: () => void } {
  const started: string[] = [];
  let gate = Promise.resolve();
  let letGo = (): void => undefined;
  const hold = (): void => {
    gate = new Promise((resolve) => {
      letGo = resolve;
    });
  };
  const namespace = catalogs().observed((values) => {
    started.push(...values.flat().filter((value) => typeof value === "string"));
    return gate;
  });
  return { namespace, started, hold, letGo: () => letGo() };
}

test("another caller has its turn before hundreds of calls that were made earlier", async () => {
  const { namespace, started, hold, letGo } = held();
  await namespace.listNamespaces({ id: [] });
  const of = (caller: string, calls: readonly string[] = started): number =>
    calls.filter((value) => value.startsWith(caller)).length;
  const call = (caller: string, count: number): Promise<unknown> =>
    Promise.allSettled(
      Array.from({ length: count }, (_, index) =>
        namespace.describeNamespace({ id: [`${caller}${index}`] }, { caller }),
      ),
    );
  hold();
  const calls = [call("eve", 300)];
  await expect.poll(() => of("eve")).toBe(6);
  calls.push(call("bob", 20));
  await expect.poll(() => of("bob")).toBe(2);
  calls.push(call("ann", 1));
  await sleep(0);
  expect(of("ann")).toBe(0);
  letGo();
  await Promise.all(calls);
  expect(of("eve", started.slice(0, started.indexOf("ann0")))).toBe(6);
  expect([of("eve"), of("bob"), of("ann")]).toEqual([300, 20, 1]);
});

test("a call that waits and is aborted never reaches the database", async () => {
  const { namespace, started, hold, letGo } = held();
  await namespace.listNamespaces({ id: [] });
  hold();
  const aborts = Array.from({ length: 100 }, () => new AbortController());
  const calls = aborts.map(({ signal }, index) =>
    namespace
      .describeNamespace({ id: [`eve${index}`] }, { caller: "eve", signal })
      .catch((error: unknown) => error),
  );
  await expect.poll(() => started.filter((value) => value.startsWith("eve")).length).toBe(6);
  for (const abort of aborts) abort.abort(new Error("left"));
  for (const error of await Promise.all(calls)) expect(error).toMatchObject({ message: "left" });
  letGo();
  await namespace.listNamespaces({ id: [] });
  expect(started.filter((value) => value.startsWith("eve"))).toHaveLength(6);
});
