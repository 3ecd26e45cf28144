import type { FindObjectsResponse, FoundObject } from "@lancetree/core";
import { type Signal, signal } from "@preact/signals";
import { catalog } from "../server/catalog.ts";
import { Resource } from "./resource.ts";

/** Whether the box that finds objects by name is open. */
export const finderOpen: Signal<boolean> = signal(false);
export const finderText: Signal<string> = signal("");
/** The names found. */
export const finderResult: Resource<FindObjectsResponse> = new Resource();

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
    const request = { text: text.trim(), limit };
    void finderResult.load((stop) => catalog.findObjects(request, { signal: stop }), { keep: true });
  }, pauseMs);
}

export function closeFinder(): void {
  finderOpen.value = false;
}

/** The objects that were found. */
export function foundObjects(): readonly FoundObject[] {
  return finderResult.value?.objects ?? [];
}
