import { isNamespaceError } from "@lancetree/core";
import { changed, changeRequest, changeResult, type Mutant, without } from "./change.ts";

const rules = ["property changes"];

/** Wrong changes of properties. */
export const propertyMutants: readonly Mutant[] = [
  {
    bug: "a change of properties succeeds and changes nothing",
    rules,
    make: changed({ alterProperties: () => async (request) => ({ properties: request["set"] ?? {} }) }),
  },
  {
    bug: "a change of properties does not remove",
    rules,
    make: changed({
      alterProperties: changeRequest((request) => ({
        ...request,
        ...(Array.isArray(request["remove"]) && request["set"] !== undefined && { remove: [] }),
      })),
    }),
  },
  {
    bug: "a change of properties replaces the others",
    rules,
    make: changed({
      alterProperties: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const described = await right.describeNamespace({ id }).catch(() => undefined);
        const set = { ...(request["set"] as object) };
        const others = Object.keys(described?.properties ?? {}).filter((name) => !Object.hasOwn(set, name));
        return call({ ...request, remove: others }, options);
      },
    }),
  },
  {
    bug: "a change of properties returns only what was set",
    rules,
    make: changed({
      alterProperties: changeResult((_, request) => ({ properties: { ...(request["set"] as object) } })),
    }),
  },
  {
    bug: "concurrent changes of properties overwrite each other",
    rules,
    make: changed({
      alterProperties: (call, right) => async (request, options) => {
        const id = request["id"] as string[];
        const before = await right.describeNamespace({ id }).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve));
        const { properties } = (await call(request, options)) as { properties: Record<string, string> };
        const names = Object.keys(properties);
        const kept = { ...before?.properties, ...(request["set"] as object) };
        const lost = names.filter((name) => !Object.hasOwn(kept, name));
        return lost.length === 0 ? { properties } : call({ id, remove: lost }, options);
      },
    }),
  },
  {
    bug: "a change of the properties of a missing object is ignored",
    rules,
    make: changed({
      alterProperties: (call) => async (request, options) => {
        try {
          return await call(request, options);
        } catch (error) {
          if (isNamespaceError(error, 1) || isNamespaceError(error, 4)) return { properties: {} };
          throw error;
        }
      },
    }),
  },
  {
    bug: "properties that are set and removed are removed",
    rules,
    make: changed({
      alterProperties: changeRequest((request) => {
        const { set, remove } = request;
        if (!Array.isArray(remove) || typeof set !== "object" || set === null || Array.isArray(set))
          return request;
        return { ...request, set: without(...remove.map(String))({ ...set }) };
      }),
    }),
  },
];
