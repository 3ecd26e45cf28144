import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Guard } from "../parts/guard.tsx";
import { Icon } from "../parts/icon.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import type { Tag, Version } from "../server/versions.ts";
import { visibleText } from "../state/cell-text.ts";
import { agoText, timeText } from "../state/formats.ts";
import { param, route } from "../state/route.ts";
import { mayDo } from "../state/session.ts";
import { currentKey, details } from "../state/table.ts";
import {
  addTag,
  branches,
  changing,
  loadMoreVersions,
  loadVersions,
  openVersion,
  removeTag,
  restore,
  restoring,
  tags,
  versions,
} from "../state/versions.ts";
import { Branches } from "./branches.tsx";
import { Compare } from "./compare.tsx";

/** The versions of a table, their tags, and its branches. */
export function VersionsView(): JSX.Element {
  const key = currentKey.value;
  useEffect(() => loadVersions(), [key]);
  const page = versions.value;
  const failure = versions.failure;
  // Tags beside a version would move what is there.
  const isComplete = page !== undefined && tags.isSettled;
  return (
    <div class="schema-view">
      <section class="panel">
        <header class="panel-head">
          <h2>Versions</h2>
        </header>
        {failure && (
          <FailureNotice failure={failure} what="the list of versions" retry={() => loadVersions()} />
        )}
        {isComplete && <Timeline list={page.versions} />}
        {!isComplete && !failure && <p class="placeholder">Loading</p>}
        {page?.next !== undefined && (
          <p>
            <button type="button" onClick={loadMoreVersions} disabled={versions.isLoading}>
              Earlier versions
            </button>
          </p>
        )}
      </section>
      <div class="schema-side">
        {/* Together, so that neither moves the other. */}
        {branches.isSettled && page && page.versions.length > 1 && <Compare list={page.versions} />}
        {(page || failure) && <Branches />}
      </div>
      <RestoreGuard />
    </div>
  );
}

function Timeline({ list }: { list: readonly Version[] }): JSX.Element {
  const latest = list[0]?.version;
  const [current, branch] = [param("version"), param("branch")];
  return (
    <ol class="timeline">
      {list.map((version) => (
        <VersionLine
          key={version.version}
          version={version}
          isLatest={version.version === latest}
          isCurrent={current === String(version.version)}
          own={
            tags.value?.filter((tag) => tag.version === version.version && (tag.branch ?? "") === branch) ??
            []
          }
        />
      ))}
    </ol>
  );
}

interface LineProps {
  readonly version: Version;
  readonly isLatest: boolean;
  readonly isCurrent: boolean;
  readonly own: readonly Tag[];
}

function VersionLine({ version, isLatest, isCurrent, own }: LineProps): JSX.Element {
  const number = version.version;
  // Tags and restoring are for the main branch.
  const mayWrite = mayDo("write") && param("branch") === "";
  const facts = Object.entries(version.metadata);
  return (
    <li class={isCurrent ? "is-shown" : ""}>
      <div class="version-head">
        <strong>{`Version ${number}`}</strong>
        {isLatest && <span class="chip">latest</span>}
        {own.map(({ name }) => (
          <span key={name} class="chip is-tag">
            <Icon name="tag" />
            {visibleText(name)}
            {mayWrite && (
              <button
                type="button"
                class="quiet icon-button"
                aria-label={`Remove the tag ${visibleText(name)}`}
                onClick={() => void removeTag(name)}
              >
                <Icon name="close" />
              </button>
            )}
          </span>
        ))}
        <span class="version-actions">
          <button type="button" class="quiet" onClick={() => openVersion(number)}>
            Open
          </button>
          {mayWrite && tags.value && <TagForm version={number} />}
          {mayWrite && !isLatest && (
            <button type="button" class="quiet" onClick={() => (restoring.value = number)}>
              Restore
            </button>
          )}
        </span>
      </div>
      {version.time !== undefined && (
        <p class="faint">
          <time dateTime={new Date(version.time).toISOString()} title={timeText(version.time)}>
            {`${agoText(version.time)}, ${timeText(version.time)}`}
          </time>
        </p>
      )}
      {facts.length > 0 && (
        <p class="faint wrap">{visibleText(facts.map(([name, value]) => `${name}: ${value}`).join(", "))}</p>
      )}
    </li>
  );
}

function TagForm({ version }: { version: number }): JSX.Element {
  const name = useSignal<string | undefined>(undefined);
  if (name.value === undefined)
    return (
      <button type="button" class="quiet" onClick={() => (name.value = "")}>
        Tag
      </button>
    );
  return (
    <form
      class="tag-form"
      onSubmit={(event) => {
        event.preventDefault();
        const text = name.value?.trim() ?? "";
        if (text !== "")
          void addTag(text, version).then((done) => {
            if (done) name.value = undefined;
          });
      }}
    >
      <input
        type="text"
        aria-label={`Tag for version ${version}`}
        placeholder="tag"
        ref={(element) => element?.focus()}
        value={name.value}
        onInput={(event) => (name.value = event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") name.value = undefined;
        }}
      />
      <button type="submit">Add</button>
      {changing.failure.value && <span class="field-error">{changing.failure.value.message}</span>}
    </form>
  );
}

function RestoreGuard(): JSX.Element | null {
  const version = restoring.value;
  if (version === undefined) return null;
  return (
    <Guard
      title={`Restore version ${version}`}
      name={route.value.path.at(-1) ?? ""}
      action="Restore"
      changing={changing}
      onClose={() => (restoring.value = undefined)}
      onConfirm={() => void restore(version)}
    >
      <p>
        {`A new version with the rows of version ${version} becomes the latest${details.value?.version === undefined ? "" : `, after version ${details.value.version}`}. The versions between them stay.`}
      </p>
    </Guard>
  );
}
