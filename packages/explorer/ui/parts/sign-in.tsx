import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { signIn } from "../state/session.ts";
import { signInReason } from "../state/sign-in.ts";
import { Dialog } from "./dialog.tsx";

/** Asks for the key that the server wants. */
export function SignIn(): JSX.Element | null {
  const key = useSignal("");
  const reason = signInReason.value;
  if (reason === undefined) return null;
  return (
    <Dialog title="This catalog needs a key" onClose={() => (signInReason.value = undefined)}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void signIn(key.value);
          key.value = "";
        }}
      >
        <p>{reason}</p>
        <label class="field">
          <span>Key</span>
          <input
            type="password"
            autocomplete="off"
            required
            value={key.value}
            onInput={(event) => (key.value = event.currentTarget.value)}
          />
          <small>The page keeps the key in memory, until you close or reload the page.</small>
        </label>
        <div class="actions">
          <button type="submit" class="primary">
            Continue
          </button>
        </div>
      </form>
    </Dialog>
  );
}
