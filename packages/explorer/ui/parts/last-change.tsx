import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { visibleText } from "../state/cell-text.ts";
import { lastChange } from "../state/changing.ts";
import { Icon } from "./icon.tsx";

const visibleMs = 12_000;

/** What the last change did, with the id under which the server logged it. */
export function LastChange(): JSX.Element | null {
  const change = lastChange.value;
  useEffect(() => {
    const timer = setTimeout(() => (lastChange.value = undefined), visibleMs);
    return () => clearTimeout(timer);
  }, [change]);
  if (!change) return null;
  return (
    <div class="toast">
      <Icon name="check" />
      <div>
        <p>{visibleText(change.text)}</p>
        <p class="faint">Request {change.requestId}</p>
      </div>
      <button
        type="button"
        class="quiet icon-button"
        aria-label="Close"
        onClick={() => (lastChange.value = undefined)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
