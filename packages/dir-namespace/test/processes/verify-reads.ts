import { ancestorsOf, nameOf, parentOf } from "../../src/model/object-id.ts";
import type { Row } from "../../src/model/row.ts";
import { makerOf } from "./change.ts";
import type { Probe, ReadResult } from "./observation.ts";
import type { ReplayedVersion } from "./replay.ts";

type Visible = ReadonlyMap<string, Row>;
type ResultProbe = Extract<Probe, { saw: "result" }>;

/** A read returns what was true at one version between its start and its end. */
export function resultProblems(probe: ResultProbe, during: readonly ReplayedVersion[]): string[] {
  const result = textOf(probe.result);
  const right = new Set(during.map(({ visible }) => textOf(resultIn(visible, probe))));
  if (right.has(result)) return [];
  const { read, id } = probe;
  return [`${read} ${id || "of the root"} returned ${result}, where ${[...right].join(" or ")} was right`];
}

/** The result that a read would have at a version. */
function resultIn(visible: Visible, { read, id }: ResultProbe): ReadResult {
  const isNamespace = (other: string): boolean => other === "" || visible.get(other)?.kind === "namespace";
  const hasParents = ancestorsOf(id).every(isNamespace);
  switch (read) {
    case "describeTable":
    case "tableExists":
      if (!hasParents) return { code: 1 };
      if (visible.get(id)?.kind !== "table") return { code: 4 };
      break;
    default:
      if (!hasParents || !isNamespace(id)) return { code: 1 };
  }
  switch (read) {
    case "describeTable":
    case "describeNamespace":
      return { by: makerOf(visible.get(id)) };
    case "listTables":
    case "listNamespaces": {
      const kind = read === "listTables" ? "table" : "namespace";
      const inside = [...visible.values()].filter((row) => row.kind === kind && parentOf(row.id) === id);
      return { names: inside.map((row) => nameOf(row.id)) };
    }
    default:
      return {};
  }
}

function textOf({ code, by, names }: ReadResult): string {
  if (code !== undefined) return `error ${code}`;
  return names ? `[${names.toSorted().join(", ")}]` : (by ?? "yes");
}
