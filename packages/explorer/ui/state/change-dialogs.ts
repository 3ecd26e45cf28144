import { type Signal, signal } from "@preact/signals";

/** A change that the user is about to make. */
export type Change =
  | { readonly kind: "createNamespace"; readonly path: readonly string[] }
  | { readonly kind: "createTable"; readonly path: readonly string[] }
  | { readonly kind: "dropNamespace"; readonly path: readonly string[] }
  | { readonly kind: "dropTable"; readonly path: readonly string[] }
  | { readonly kind: "renameTable"; readonly path: readonly string[] }
  | { readonly kind: "dropped"; readonly path: readonly string[] }
  | {
      readonly kind: "purge";
      readonly path: readonly string[];
      /** The namespace whose list of dropped objects was open. */
      readonly listed: readonly string[];
    }
  | {
      readonly kind: "editProperties";
      readonly path: readonly string[];
      readonly properties: Readonly<Record<string, string>>;
    };

/** The change whose window is open. */
export const changeOpen: Signal<Change | undefined> = signal(undefined);

export function startChange(change: Change): void {
  changeOpen.value = change;
}

export function endChange(): void {
  changeOpen.value = undefined;
}
