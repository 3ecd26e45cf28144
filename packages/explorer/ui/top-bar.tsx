import type { JSX } from "preact";
import { helpOpen } from "./parts/help.tsx";
import { Icon } from "./parts/icon.tsx";
import { visibleText } from "./state/cell-text.ts";
import { finderOpen } from "./state/finder.ts";
import { hrefOf, route } from "./state/route.ts";
import { sessionText } from "./state/session.ts";
import { type Theme, theme, themes } from "./state/theme.ts";

const themeNames: Readonly<Record<Theme, string>> = {
  system: "System",
  light: "Light",
  dark: "Dark",
  contrast: "High contrast",
};

/** The head of the page: where one is, find, theme, help. */
export function TopBar({ onMenu, menuOpen }: { onMenu: () => void; menuOpen: boolean }): JSX.Element {
  return (
    <header class="top">
      <button
        type="button"
        class="quiet icon-button menu-button"
        aria-label="Catalog tree"
        aria-expanded={menuOpen}
        onClick={onMenu}
      >
        <Icon name="menu" />
      </button>
      <a class="brand" href={hrefOf("namespace", [])}>
        <svg class="brand-mark" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <path d="M10 2v16M10 6l5-3M10 10l6-3.5M10 10L4 6.5M10 14l5-3M10 14l-5-3" />
        </svg>
        Lancetree
      </a>
      <Breadcrumbs />
      <button type="button" class="find-button" onClick={() => (finderOpen.value = true)}>
        <Icon name="find" />
        <span>Find by name</span>
        <kbd>/</kbd>
      </button>
      {sessionText.value && <span class="session">{sessionText.value}</span>}
      <label class="theme">
        <Icon name="theme" />
        <span class="visually-hidden">Theme</span>
        <select
          value={theme.value}
          onChange={(event) =>
            (theme.value = themes.find((name) => name === event.currentTarget.value) ?? "system")
          }
        >
          {themes.map((name) => (
            <option key={name} value={name}>
              {themeNames[name]}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="quiet icon-button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => (helpOpen.value = true)}
      >
        ?
      </button>
    </header>
  );
}

function Breadcrumbs(): JSX.Element {
  const { path, kind } = route.value;
  return (
    <nav class="crumbs" aria-label="Path">
      <ol>
        {path.map((name, index) => {
          const isLast = index === path.length - 1;
          return (
            <li key={path.slice(0, index + 1).join("\u0000")}>
              <a
                href={hrefOf(isLast ? kind : "namespace", path.slice(0, index + 1))}
                aria-current={isLast ? "page" : undefined}
                title={visibleText(name)}
              >
                {visibleText(name)}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
