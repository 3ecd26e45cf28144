import type { FoundObject } from "@lancetree/core";
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { visibleText } from "../state/cell-text.ts";
import {
  closeFinder,
  finderOpen,
  finderResult,
  finderText,
  findNames,
  foundObjects,
} from "../state/finder.ts";
import { navigate } from "../state/route.ts";
import { reveal } from "../state/tree.ts";

/** Finds namespaces and tables by a part of their name, in the whole catalog. */
export function Finder(): JSX.Element | null {
  return finderOpen.value ? <FinderDialog /> : null;
}

function FinderDialog(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const active = useSignal(0);
  // Before the next key, which is for the field.
  useLayoutEffect(() => {
    dialog.current?.showModal();
    return () => dialog.current?.close();
  }, []);
  const found = foundObjects();
  const go = (object: FoundObject | undefined): void => {
    if (!object) return;
    reveal(object.id);
    navigate({ kind: object.kind, path: object.id, params: {} });
    closeFinder();
  };
  return (
    <dialog ref={dialog} class="finder" aria-label="Find by name" onClose={closeFinder}>
      <div class="finder-field">
        <Icon name="find" />
        <input
          type="text"
          role="combobox"
          aria-label="Name contains"
          aria-expanded={found.length > 0}
          aria-controls="finder-list"
          aria-activedescendant={found.length > 0 ? `finder-${active.value}` : undefined}
          autocomplete="off"
          spellcheck={false}
          placeholder="Find a namespace or table by name"
          value={finderText.value}
          onInput={(event) => {
            active.value = 0;
            findNames(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (event.key === "Enter") go(found[active.value]);
            else if (step !== undefined && found.length > 0)
              active.value = (active.value + step + found.length) % found.length;
            else return;
            event.preventDefault();
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <ul
        id="finder-list"
        role="listbox"
        aria-label="Objects found"
        class="finder-list"
        hidden={found.length === 0}
      >
        {found.map((object, index) => (
          <li
            key={JSON.stringify(object.id)}
            id={`finder-${index}`}
            role="option"
            aria-selected={index === active.value}
            class={index === active.value ? "is-active" : ""}
            onClick={() => go(object)}
          >
            <Icon name={object.kind} className={`kind-${object.kind}`} />
            <bdi class="finder-name">{visibleText(object.id.at(-1) ?? "")}</bdi>
            <span class="finder-path">{visibleText(object.id.slice(0, -1).join(" / "))}</span>
          </li>
        ))}
      </ul>
      <FinderNote />
    </dialog>
  );
}

function FinderNote(): JSX.Element | null {
  const state = finderResult.state.value;
  if (state.kind === "failed" && state.failure.kind === "notOffered")
    return (
      <p class="finder-note">
        This server does not find names. Browse the tree instead; letters jump to a name in it.
      </p>
    );
  if (state.kind === "failed") return <p class="finder-note is-error">{state.failure.message}</p>;
  if (state.kind === "ready" && state.value.objects.length === 0)
    return <p class="finder-note">No name contains this text.</p>;
  return finderText.value === "" ? <p class="finder-note">Type a part of a name.</p> : null;
}
