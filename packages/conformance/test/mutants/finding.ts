import type { FindObjectsResponse } from "@lancetree/core";
import { changed, changeRequest, changeResult, type Mutant, without } from "./change.ts";

const rules = ["finding"];

const objectsOf = (result: Record<string, unknown>): FindObjectsResponse["objects"] =>
  result["objects"] as FindObjectsResponse["objects"];

/** Wrong results of a search by name. */
export const findingMutants: readonly Mutant[] = [
  {
    bug: "a search ignores the namespace",
    rules,
    make: changed({ findObjects: changeRequest(without("id")) }),
  },
  {
    bug: "a search distinguishes upper and lower case",
    rules,
    make: changed({
      findObjects: changeResult((result, request) => ({
        ...result,
        objects: objectsOf(result).filter(({ id }) => id.join("/").includes(String(request["text"]))),
      })),
    }),
  },
  {
    bug: "a search finds tables only",
    rules,
    make: changed({
      findObjects: changeResult((result) => ({
        ...result,
        objects: objectsOf(result).filter(({ kind }) => kind === "table"),
      })),
    }),
  },
  {
    bug: "the pages of a search end after the first one",
    rules,
    make: changed({ findObjects: changeResult(without("page_token")) }),
  },
  {
    bug: "a search returns more than the limit",
    rules,
    make: changed({
      findObjects: changeRequest((request) => ({ ...request, ...(request["limit"] === 1 && { limit: 2 }) })),
    }),
  },
  {
    bug: "a search in a missing namespace finds nothing",
    rules,
    make: changed({
      findObjects: (call) => (request, options) => call(request, options).catch(() => ({ objects: [] })),
    }),
  },
];
