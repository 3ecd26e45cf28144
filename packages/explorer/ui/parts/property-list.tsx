import type { JSX } from "preact";

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
          <dt title={name}>{name}</dt>
          <dd>
            {value.length > 400 ? (
              <details>
                <summary>{value.slice(0, 200)}</summary>
                <span class="wrap">{value.slice(0, 100_000)}</span>
              </details>
            ) : (
              <span class="wrap">{value}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
