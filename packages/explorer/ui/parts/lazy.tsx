import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";

/** A part of the page whose script is loaded when it is first shown. */
export function Lazy({ load }: { load: () => Promise<ComponentType> }): JSX.Element {
  const part = useSignal<{ component?: ComponentType; failed?: boolean }>({});
  useEffect(() => {
    let isCurrent = true;
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
  }, [load, part]);
  const { component: Component, failed } = part.value;
  if (Component) return <Component />;
  return failed ? (
    <p class="notice is-error" role="alert">
      This part of the page could not be loaded. Reload the page.
    </p>
  ) : (
    <p class="placeholder">Loading</p>
  );
}
