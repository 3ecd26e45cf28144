import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Help, helpOpen } from "./parts/help.tsx";
import { LastChange } from "./parts/last-change.tsx";
import { lazy } from "./parts/lazy.tsx";
import { SignIn } from "./parts/sign-in.tsx";
import { announcement } from "./state/announce.ts";
import { visibleText } from "./state/cell-text.ts";
import { changeOpen } from "./state/change-dialogs.ts";
import { finderOpen } from "./state/finder.ts";
import { objectKey, route } from "./state/route.ts";
import { TablePage } from "./table/table-page.tsx";
import { TopBar } from "./top-bar.tsx";
import { Finder } from "./tree/finder.tsx";
import { NamespacePage } from "./tree/namespace-page.tsx";
import { TreeView } from "./tree/tree-view.tsx";

const ChangeDialogs = lazy(() => import("./changes/change-dialogs.tsx").then((part) => part.ChangeDialogs));

/** The page: the catalog's tree beside what is chosen in it. */
export function App(): JSX.Element {
  const treeVisible = useSignal(false);
  const { kind, path } = route.value;
  const current = objectKey.value;
  useEffect(() => {
    treeVisible.value = false;
    document.title = path.length === 0 ? "Lancetree" : `${visibleText(path.at(-1) ?? "")} · Lancetree`;
  }, [current, path, treeVisible]);
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <TopBar onMenu={() => (treeVisible.value = !treeVisible.value)} menuOpen={treeVisible.value} />
      <div class="frame">
        <nav class={`side${treeVisible.value ? " is-shown" : ""}`} aria-label="Catalog">
          <TreeView />
        </nav>
        <main id="main" tabIndex={-1} key={current}>
          {kind === "table" ? <TablePage /> : <NamespacePage />}
        </main>
      </div>
      <Finder />
      <Help />
      <SignIn />
      <LastChange />
      {changeOpen.value && <ChangeDialogs />}
      <p class="visually-hidden" role="status" aria-live="polite">
        {announcement.value}
      </p>
    </>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#main")?.focus();
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "/") finderOpen.value = true;
  else if (event.key === "?") helpOpen.value = true;
  else if (event.key === "t") document.querySelector<HTMLElement>('[role="tree"]')?.focus();
  else return;
  event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest("dialog") !== null)
  );
}
