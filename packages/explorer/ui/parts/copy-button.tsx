import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../state/announce.ts";
import { copyText } from "../state/clipboard.ts";
import { Icon } from "./icon.tsx";

/** Copies a text. */
export function CopyButton({ text, label }: { text: string | (() => string); label: string }): JSX.Element {
  const done = useSignal(false);
  const copy = async (): Promise<void> => {
    const copied = await copyText(typeof text === "string" ? text : text());
    announce(copied ? "Copied." : "The browser did not copy.");
    done.value = copied;
    setTimeout(() => (done.value = false), 1500);
  };
  return (
    <button
      type="button"
      class="quiet icon-button"
      aria-label={label}
      title={label}
      onClick={() => {
        void copy();
      }}
    >
      <Icon name={done.value ? "check" : "copy"} />
    </button>
  );
}
