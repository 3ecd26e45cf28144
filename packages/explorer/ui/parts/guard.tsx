import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { visibleText } from "../state/cell-text.ts";
import type { Changing } from "../state/changing.ts";
import { Dialog } from "./dialog.tsx";
import { FailureNotice } from "./notice.tsx";

interface Props {
  readonly title: string;
  /** What the user must type. */
  readonly name: string;
  readonly action: string;
  readonly changing: Changing;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What will happen. */
  readonly children: ComponentChildren;
}

/** Asks for a name to be typed before something that cannot be undone easily. */
export function Guard({ title, name, action, changing, onConfirm, onClose, children }: Props): JSX.Element {
  const typed = useSignal("");
  const failure = changing.failure.value;
  const visible = visibleText(name);
  // Characters that cannot be seen cannot be typed either: what is shown is enough.
  const matches = typed.value === name || typed.value === visible;
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (matches) onConfirm();
        }}
      >
        {children}
        <label class="field">
          <span>
            Type <code class="wrap">{visible}</code> to confirm
          </span>
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            aria-label={`Type ${visible} to confirm`}
            value={typed.value}
            onInput={(event) => (typed.value = event.currentTarget.value)}
          />
        </label>
        {failure && <FailureNotice failure={failure} what="this change" />}
        <div class="actions">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="danger primary" disabled={!matches || changing.isRunning.value}>
            {changing.isRunning.value ? "Working" : action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
