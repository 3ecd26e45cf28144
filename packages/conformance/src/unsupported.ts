import { holds } from "./assert.ts";
import type { Operation } from "./blocked.ts";
import { each, type Rule } from "./rule.ts";

/** One case for every operation that a profile declares as unsupported; the guard does the checking. */
export function unsupportedCases(unsupported: readonly Operation[]): Rule {
  const listed = each(
    unsupported,
    (operation) => `${operation} rejects with Unsupported`,
    async ({ namespace }, operation) => {
      const call = namespace[operation] as (request: object) => Promise<unknown>;
      await call({ id: ["t"], data: new Uint8Array(), location: "t.lance", new_table_name: "u" });
    },
  );
  return {
    name: "unsupported",
    cases: {
      ...listed,
      "every operation is a method": async ({ namespace }) => {
        for (const operation of unsupported)
          holds(typeof namespace[operation] === "function", `no ${operation}`);
      },
    },
  };
}
