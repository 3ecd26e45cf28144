import type { JSX } from "preact";
import { visibleText } from "../state/cell-text.ts";
import { agoText } from "../state/formats.ts";
import { param } from "../state/route.ts";
import { branches, openBranch } from "../state/versions.ts";

/** The branches of a table. */
export function Branches(): JSX.Element | null {
  const state = branches.state.value;
  const isOffered = state.kind !== "failed" || state.failure.kind !== "notOffered";
  if (state.kind !== "ready" && isOffered) return null;
  const list = state.kind === "ready" ? state.value : undefined;
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>Branches</h2>
      </header>
      {!isOffered && <p class="faint">This server does not offer branches.</p>}
      {list?.length === 0 && <p class="faint">The table has only its main branch.</p>}
      {list && list.length > 0 && (
        <table class="data-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">From</th>
              <th scope="col">Created</th>
            </tr>
          </thead>
          <tbody>
            {list.map(({ name, parent, parentVersion, time }) => (
              <tr key={name}>
                <th scope="row">
                  <button
                    type="button"
                    class="link wrap"
                    aria-current={param("branch") === name}
                    onClick={() => openBranch(name)}
                  >
                    {visibleText(name)}
                  </button>
                </th>
                <td>{`${parent ? `${visibleText(parent)}, ` : ""}version ${parentVersion}`}</td>
                <td>{agoText(time)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
