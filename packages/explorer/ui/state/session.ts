import { computed, type ReadonlySignal } from "@preact/signals";
import { type Caller, describeCaller } from "../server/caller.ts";
import { useKey } from "../server/catalog.ts";
import { Resource } from "./resource.ts";
import { runAgain, signInReason } from "./sign-in.ts";

/** The caller that the server takes this page for. */
export const session: Resource<Caller | undefined> = new Resource();

/** What a change needs. */
export type Needed = "write" | "admin";

const ranks = ["read", "write", "admin"];

/** Whether to offer changes: a server that does not say what a key may do decides when it is asked. */
export function mayDo(needed: Needed): boolean {
  const role = session.value?.role;
  return role === undefined || ranks.indexOf(role) >= ranks.indexOf(needed);
}

/** The name and role for the head of the page. */
export const sessionText: ReadonlySignal<string> = computed(() => {
  const { name, role } = session.value ?? {};
  return [name, role && `may ${{ read: "read", write: "write", admin: "administer" }[role]}`]
    .filter(Boolean)
    .join(", ");
});

/** Asks the server who is calling. */
export async function startSession(): Promise<void> {
  await session.load(describeCaller);
}

/** Continues with a key; what failed without one runs again. */
export async function signIn(key: string): Promise<void> {
  useKey(key);
  signInReason.value = undefined;
  runAgain();
  await startSession();
}
