import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** A button that shows more beside it, until another place is clicked. */
export function Popover({
  label,
  children,
}: {
  label: ComponentChildren;
  children: ComponentChildren;
}): JSX.Element {
  const isOpen = useSignal(false);
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen.value) return;
    const close = (event: Event): void => {
      if (event.target instanceof Node && !area.current?.contains(event.target)) isOpen.value = false;
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      isOpen.value = false;
      area.current?.querySelector("button")?.focus();
      event.stopPropagation();
    };
    addEventListener("keydown", onKey, true);
    addEventListener("pointerdown", close);
    addEventListener("focusin", close);
    return () => {
      removeEventListener("keydown", onKey, true);
      removeEventListener("pointerdown", close);
      removeEventListener("focusin", close);
    };
  }, [isOpen.value]);
  return (
    <div class="popover" ref={area}>
      <button type="button" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
        {label}
      </button>
      {isOpen.value && <div class="popover-box">{children}</div>}
    </div>
  );
}
