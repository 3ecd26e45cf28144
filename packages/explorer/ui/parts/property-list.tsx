import type { JSX } from "preact";
import { visibleText } from "../state/cell-text.ts";

/** Names and values as text; long values can be read in full. */
export function PropertyList({
  properties,
  empty,
}: {
  properties: Readonly<Record<string, string>>;
  empty: string;
}): JSX.Element {
  const entries = Object.entries(properties);
  if (entries.length === 0) return <p class="faint">{empty}</p>;
  return (
    <dl class="properties">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt title={visibleText(name)}>{visibleText(name)}</dt>
          <dd>
            {value.length > 400 ? (
              <details>
                <summary>{visibleText(value.slice(0, 200))}</summary>
                <bdi class="wrap">{visibleText(value.slice(0, 100_000), true)}</bdi>
              </details>
            ) : (
              <bdi class="wrap">{visibleText(value, true)}</bdi>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
