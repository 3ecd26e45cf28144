import { type Signal, signal } from "@preact/signals";
import { type Found, type FoundPage, find } from "../server/extension.ts";
import { Resource } from "./resource.ts";

/** Whether the box that finds objects by name is open. */
export const finderOpen: Signal<boolean> = signal(false);
export const finderText: Signal<string> = signal("");
/** The names found; undefined from a server that cannot find names. */
export const finderResult: Resource<FoundPage | undefined> = new Resource();

/** Finds names after a pause in typing, so that not every letter is a request. */
const pauseMs = 120;
const limit = 50;
let timer: ReturnType<typeof setTimeout> | undefined;

export function findNames(text: string): void {
  finderText.value = text;
  clearTimeout(timer);
  if (text.trim() === "") {
    finderResult.reset();
    return;
  }
  timer = setTimeout(() => {
    void finderResult.load((stop) => find({ id: [], text: text.trim(), limit }, stop), { keep: true });
  }, pauseMs);
}

export function closeFinder(): void {
  finderOpen.value = false;
}

/** The objects that were found. */
export function foundObjects(): readonly Found[] {
  return finderResult.value?.objects ?? [];
}
