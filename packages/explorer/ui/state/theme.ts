import { effect, type Signal, signal } from "@preact/signals";

export const themes = ["system", "light", "dark", "contrast"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "lancetree-theme";

/** The theme that the user chose. */
export const theme: Signal<Theme> = signal(stored());

/** Applies the theme to the page, and remembers it. */
export function applyTheme(): void {
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
    try {
      localStorage.setItem(storageKey, theme.value);
    } catch {
      // A browser that stores nothing forgets the theme.
    }
  });
}

function stored(): Theme {
  try {
    const found = localStorage.getItem(storageKey);
    return themes.find((name) => name === found) ?? "system";
  } catch {
    return "system";
  }
}
