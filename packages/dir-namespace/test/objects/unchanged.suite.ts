/** What a read of a catalog that is open costs, and that it still sees what another process did. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { endpointOption, freshRoot, storageOptions, useCatalogs } from "./bucket.ts";
import { startConditionProxy } from "./condition-proxy.ts";

const open = useCatalogs();
/** Longer than a version's file is taken to be the same. */
const pauseMs = 300;

test("a read sends one request while nothing changed, and sees each change of another process", async () => {
  const root = freshRoot();
  const other = open(root);
  await other.createNamespace({ id: ["a"] });
  // The cleanup after a change makes another version.
  await other.recover();
  await using proxy = await startConditionProxy(storageOptions[endpointOption] ?? "");
  proxy.dropsConditions = false;
  const catalog = open(root, { storageOptions: { ...storageOptions, [endpointOption]: proxy.endpoint } });
  const calls = [
    () => catalog.describeNamespace({ id: ["a"] }),
    () => catalog.listNamespaces({ id: [] }),
    () => catalog.listTables({ id: ["a"] }),
  ];
  const expectOneRequestEach = async (): Promise<void> => {
    for (const pause of [0, pauseMs]) {
      for (const call of calls) {
        await sleep(pause);
        const before = proxy.requests.length;
        await call();
        expect(proxy.requests.slice(before), String(call)).toEqual([expect.any(String)]);
      }
    }
  };
  await catalog.listNamespaces({ id: [] });
  await expectOneRequestEach();

  await other.createNamespace({ id: ["b"] });
  await other.recover();
  await sleep(pauseMs);
  expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["a", "b"] });
  await expectOneRequestEach();

  // More versions than one list returns.
  const more = Array.from({ length: 9 }, (_, index) => `c${index}`);
  for (const name of more) await other.createNamespace({ id: [name] });
  await other.recover();
  expect(await catalog.listNamespaces({ id: [] })).toEqual({ namespaces: ["a", "b", ...more] });
  await expectOneRequestEach();
});
