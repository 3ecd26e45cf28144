import { expect, it } from "vitest";
import { createFailedAuthLimiter } from "../src/access/failed-auth-limiter.ts";

it("networks are limited one by one, and a bounded number of them is remembered", () => {
  const mayTry = createFailedAuthLimiter({ burst: 2, perSecond: 0.001 }, 3);
  const outcomes = (...addresses: string[]): boolean[] => addresses.map((address) => mayTry(address));
  expect(outcomes("1.1.1.1", "1.1.1.1", "1.1.1.1", "1.1.1.2")).toEqual([true, true, false, true]);
  expect(outcomes("::ffff:1.1.1.1")).toEqual([false]);
  const v6 = ["2001:db8::1", "2001:db8:0:0:ffff::2", "2001:db8::3", "2001:db8:0:1::3"];
  expect(outcomes(...v6)).toEqual([true, true, false, true]);
  // The fourth network replaced the one that was idle for longest, 1.1.1.2 before 1.1.1.1.
  expect(outcomes("2001:db8::4")).toEqual([false]);
  // So it has a new bucket.
  expect(outcomes("1.1.1.2", "1.1.1.2", "1.1.1.2")).toEqual([true, true, false]);
});
