import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Runs the garbage collector: over all objects, or only over those that were allocated lately. */
type Collect = (options?: { readonly type: "minor" }) => void;

let found: { readonly collect: Collect | undefined } | undefined;

/** The function that runs the garbage collector, where this runtime gives one to new contexts. */
export function collector(): Collect | undefined {
  found ??= { collect: find() };
  return found.collect;
}

function find(): Collect | undefined {
  try {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("globalThis.gc");
    return typeof collect === "function"
      ? (...options) => void Reflect.apply(collect, undefined, options)
      : undefined;
  } catch {
    return undefined;
  }
}
