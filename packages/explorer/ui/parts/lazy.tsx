import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";

type Load = () => Promise<ComponentType>;

const loads: Load[] = [];

/** A part of the page whose script is loaded by `loadParts`, or when it is shown before. */
export function lazy(load: Load): () => JSX.Element {
  loads.push(load);
  return () => <Lazy load={load} />;
}

/**
 * Loads the scripts of all parts, one after the other: once requests that wait for the server hold all connections of the browser, a script
 * would wait too.
 */
export async function loadParts(): Promise<void> {
  // A part that did not arrive is loaded when it is shown.
  for (const load of loads) await load().catch(() => undefined);
}

function Lazy({ load }: { load: Load }): JSX.Element {
  const part = useSignal<{ component?: ComponentType; failed?: boolean }>({});
  const attempts = useSignal(0);
  useEffect(() => {
    let isCurrent = true;
    part.value = {};
    load().then(
      (component) => {
        if (isCurrent) part.value = { component };
      },
      () => {
        if (isCurrent) part.value = { failed: true };
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [load, part, attempts.value]);
  const { component: Component, failed } = part.value;
  if (Component) return <Component />;
  return failed ? (
    <div class="notice is-error" role="alert">
      <strong>This part of the page could not be loaded</strong>
      <button type="button" onClick={() => (attempts.value += 1)}>
        Try again
      </button>
    </div>
  ) : (
    <p class="placeholder">Loading</p>
  );
}
