import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import { Renewed } from "../src/folders/renewed.ts";

interface Client {
  readonly name: string;
  close(): void;
}

test("a call uses the client of the options that were valid when it began, which stays open until its end", async () => {
  let options = { name: "first" };
  const closed: string[] = [];
  const clients = new Renewed(
    async () => options,
    async ({ name }): Promise<Client> => ({ name, close: () => void closed.push(name) }),
  );
  const call = new EventEmitter();
  const begun = once(call, "begin");
  const long = clients.use(async ({ name }) => {
    call.emit("begin");
    await once(call, "end");
    return [name, ...closed];
  });
  await begun;
  options = { name: "second" };
  expect(await clients.use(async ({ name }) => name)).toBe("second");
  expect(closed).toEqual([]);
  call.emit("end");
  expect(await long).toEqual(["first"]);
  expect(closed).toEqual(["first"]);
  clients.close();
  expect(closed).toEqual(["first", "second"]);
});

test("of two clients that calls open at the same time for the same options, one is used", async () => {
  const options = {};
  let opened = 0;
  const closed: number[] = [];
  const clients = new Renewed(
    async () => options,
    async () => {
      const number = opened++;
      return { number, close: () => void closed.push(number) };
    },
  );
  const used = await Promise.all([1, 2, 3].map(() => clients.use(async ({ number }) => number)));
  expect(new Set(used).size).toBe(1);
  expect([...closed, used[0]].toSorted()).toEqual([0, 1, 2]);
  clients.close();
});
