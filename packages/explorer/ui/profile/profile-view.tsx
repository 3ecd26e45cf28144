import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Empty, FailureNotice } from "../parts/notice.tsx";
import { visibleText } from "../state/cell-text.ts";
import { countText } from "../state/formats.ts";
import { hasProfile, loadProfile, type Profile, profile } from "../state/profile.ts";
import { param, setParams } from "../state/route.ts";
import { columns, currentKey } from "../state/table.ts";

/** Nulls, extremes and the distribution of a column. */
export function ProfileView(): JSX.Element {
  const list = columns.value?.filter(hasProfile) ?? [];
  const chosen = list.find(({ name }) => name === param("profile")) ?? list[0];
  const [key, where] = [currentKey.value, param("where")];
  useEffect(() => {
    if (chosen) loadProfile(chosen);
    else profile.reset();
  }, [chosen?.name, key, where]);
  if (!columns.value) return <p class="placeholder">Loading</p>;
  if (!chosen)
    return <Empty title="No column has a profile">All columns are vectors, bytes or nested values.</Empty>;
  const found = profile.value;
  return (
    <div class="profile-view">
      <label class="field">
        <span>Column</span>
        <select value={chosen.name} onChange={(event) => setParams({ profile: event.currentTarget.value })}>
          {list.map(({ name }) => (
            <option key={name} value={name}>
              {visibleText(name)}
            </option>
          ))}
        </select>
      </label>
      {where !== "" && <p class="faint wrap">{visibleText(`Of the rows where ${where}`)}</p>}
      {profile.failure && (
        <FailureNotice failure={profile.failure} what="this profile" retry={() => profile.retry()} />
      )}
      {profile.isLoading && <p class="placeholder">Counting</p>}
      {found && <Figures found={found} />}
    </div>
  );
}

function Figures({ found }: { found: Profile }): JSX.Element {
  const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
  const largest = Math.max(1, ...found.bars.map(({ count }) => count));
  return (
    <>
      <section class="panel" aria-label="Figures">
        <dl class="facts">
          <Figure name="Rows" value={countText(found.rows)} />
          <Figure
            name="Nulls"
            value={`${countText(found.nulls)}${found.rows > 0 ? ` (${percent.format(found.nulls / found.rows)})` : ""}`}
          />
          {found.min !== undefined && <Figure name="Smallest" value={visibleText(found.min.slice(0, 300))} />}
          {found.max !== undefined && <Figure name="Largest" value={visibleText(found.max.slice(0, 300))} />}
          <Figure
            name="Different values"
            value={`${countText(found.distinct)}${found.sampled < found.rows ? ` in the first ${countText(found.sampled)} rows` : ""}`}
          />
        </dl>
      </section>
      <section class="panel" aria-label="Distribution">
        <header class="panel-head">
          <h2>
            {found.sampled < found.rows
              ? `Distribution of the first ${countText(found.sampled)} rows`
              : "Distribution"}
          </h2>
        </header>
        <ul class="bars">
          {found.bars.map(({ label, count, filter }) => (
            <li key={filter}>
              <button
                type="button"
                class="quiet bar"
                title={visibleText(`Show the rows where ${filter}`)}
                onClick={() => setParams({ view: undefined, where: and(param("where"), filter) })}
              >
                <span class="bar-label">{visibleText(label.slice(0, 200))}</span>
                <meter
                  min={0}
                  max={largest}
                  value={count}
                  aria-label={visibleText(`${label.slice(0, 100)}: ${count} rows`)}
                />
                <span class="bar-count">{countText(count)}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function and(where: string, filter: string): string {
  return where === "" ? filter : `(${where}) AND ${filter}`;
}

function Figure({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="wrap">{value}</dd>
    </div>
  );
}
