import { compareBytes } from "@lancetree/core";
import type { Identity } from "../access/authentication.ts";
import type { PermissionHooks } from "../access/permissions.ts";
import { type ChosenNamespace, wholePath } from "../choose-namespace.ts";
import type { ExtensionCaller } from "./extension.ts";

/** What the routes know about the caller of a request. */
export function extensionCaller(
  { describeCaller }: PermissionHooks,
  identity: Identity | undefined,
  chosen: ChosenNamespace,
): ExtensionCaller {
  const description = describeCaller?.(identity) ?? (identity ? { name: identity.name } : {});
  const { paths } = description;
  return {
    description,
    within(id) {
      const whole = wholePath(chosen, id);
      // `authorize` refuses a namespace that is neither within a path of the caller nor around one.
      if (paths === undefined || paths.some((path) => isWithin(whole, path))) return [[...id]];
      const below = outermost(paths.filter((path) => isWithin(path, whole)));
      if (below.length === 0) return [[...id]];
      return below.map((path) => path.slice(whole.length - id.length)).toSorted(byBytes);
    },
  };
}

function isWithin(path: readonly string[], outer: readonly string[]): boolean {
  return outer.every((component, index) => component === path[index]);
}

/** The paths that are not within another one. */
function outermost(paths: readonly (readonly string[])[]): string[][] {
  const unique = new Map(paths.map((path) => [JSON.stringify(path), path]));
  return [...unique.values()]
    .filter((path, _, all) => !all.some((other) => other !== path && isWithin(path, other)))
    .map((path) => [...path]);
}

function byBytes(one: readonly string[], other: readonly string[]): number {
  return compareBytes(one.join("$"), other.join("$"));
}
