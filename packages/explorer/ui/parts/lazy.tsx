import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";

/** A part of the page whose script is loaded when it is first shown. */
export function Lazy({ load }: { load: () => Promise<ComponentType> }): JSX.Element {
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
