import { isNamespaceError } from "@lancetree/core";
import { equal, failureOf, holds, rejects } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { each, type Rule } from "../rule.ts";

const provoked = {
  1: ({ namespace }: Catalog) => namespace.describeNamespace({ id: ["some-name"] }),
  2: ({ namespace }: Catalog) => namespace.createNamespace({ id: ["some-namespace"] }),
  3: ({ namespace }: Catalog) => namespace.dropNamespace({ id: ["some-namespace"] }),
  4: ({ namespace }: Catalog) => namespace.describeTable({ id: ["some-namespace", "some-name"] }),
  5: ({ makeTable }: Catalog) => makeTable("declareTable", ["some-namespace", "some-table"]),
  13: ({ namespace }: Catalog) => namespace.createNamespace({ id: ["some name"] }),
} as const;

async function provoke(catalog: Catalog, code: keyof typeof provoked): Promise<unknown> {
  await catalog.addNamespace(["some-namespace"], { secret: "sesame" });
  await catalog.addTable(["some-namespace", "some-table"], { secret: "sesame" });
  return failureOf(provoked[code](catalog), `expected an error with code ${code}`);
}

const codes = [1, 2, 3, 4, 5, 13] as const;

/** Every failure is an error of the contract with its code, and its message says what happened and nothing else. */
export const errorShape: Rule = {
  name: "error shape",
  cases: {
    ...each(
      codes,
      (code) => `code ${code} comes as an error of the contract`,
      async (catalog, code) => {
        const error = await provoke(catalog, code);
        holds(isNamespaceError(error, code), `expected code ${code}, got ${String(error)}`);
        await rejects(Promise.reject(error), code, "some");
      },
    ),
    ...each(
      codes,
      (code) => `code ${code} is not retryable`,
      async (catalog, code) => {
        const error = await provoke(catalog, code);
        holds(isNamespaceError(error) && !error.isRetryable, "the same request would fail again");
      },
    ),
    "a message holds no properties": async (catalog) => {
      await provoke(catalog, 1);
      for (const code of [2, 3, 5] as const) {
        const error = await failureOf(provoked[code](catalog), `expected an error with code ${code}`);
        holds(!String(error).includes("sesame"), `the message contains a property: ${String(error)}`);
      }
    },
    "a hostile name cannot break a message": async ({ namespace }) => {
      for (const name of ["a\nb", `${"x".repeat(100_000)} `, "\u001b[31m"]) {
        const error = await failureOf(
          namespace.createNamespace({ id: [name] }),
          "expected InvalidInputError (13)",
        );
        if (!isNamespaceError(error, 13))
          throw new Error(`expected InvalidInputError (13), got ${String(error)}`);
        holds(error.message.length < 2000, "a message stays readable");
        holds(!/\p{Control}/u.test(error.message), "a message holds no control characters");
      }
    },
    "a failed operation leaves the catalog usable": async (catalog) => {
      await provoke(catalog, 3);
      await catalog.namespace.dropNamespace({ id: ["some-namespace"], behavior: "cascade" });
      equal(await catalog.namespaces([]), [], "namespaces");
    },
  },
};
