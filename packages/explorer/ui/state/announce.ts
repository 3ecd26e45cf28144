import { type Signal, signal } from "@preact/signals";

/** What screen readers say next. */
export const announcement: Signal<string> = signal("");

/** Says what changed to people who do not see it. */
export function announce(text: string): void {
  // The same words twice would not be read: the region must change.
  announcement.value = announcement.peek() === text ? `${text}\u00a0` : text;
}
