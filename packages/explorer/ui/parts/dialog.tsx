import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}

/** A window above the page; the browser keeps the keyboard inside of it and gives the focus back. */
export function Dialog({ title, onClose, children, wide = false }: Props): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  // Before the next key, which is for the window.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("input, select")?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog${wide ? " is-wide" : ""}`}
      aria-label={title}
      // The event of a window that another one replaced comes late.
      onClose={({ currentTarget }) => currentTarget.isConnected && onClose()}
    >
      <header class="dialog-head">
        <h2>{title}</h2>
        <button type="button" class="quiet icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
