import { isNamespaceError, operationNames } from "@lancetree/core";
import { holds } from "../assert.ts";
import { minimalRequest } from "../minimal-request.ts";
import { each, type Rule } from "../rule.ts";
import { isEndedAsUnsupported } from "../unsupported-guard.ts";

/** An operation is unsupported where the profile says so, which the guard checks, and nowhere else. */
export const unsupportedAsDeclared: Rule = {
  name: "unsupported",
  cases: each(
    operationNames,
    (operation) => `${operation} rejects with Unsupported if the profile says so, and only then`,
    async ({ namespace }, operation) => {
      const call = namespace[operation] as (request: object) => Promise<unknown>;
      try {
        await call(minimalRequest(operation));
      } catch (error) {
        if (isEndedAsUnsupported(error)) throw error;
        holds(isNamespaceError(error), `${operation} rejects with ${String(error)}`);
        holds(
          !isNamespaceError(error, 0),
          `${operation} is not declared as unsupported but is: ${String(error)}`,
        );
      }
    },
  ),
};
