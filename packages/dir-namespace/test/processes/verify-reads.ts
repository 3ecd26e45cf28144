import { ancestorsOf, nameOf, parentOf } from "../../src/model/object-id.ts";
import type { Row } from "../../src/model/row.ts";
import { makerOf } from "./change.ts";
import type { Probe, ReadAnswer } from "./observation.ts";
import type { ReplayedVersion } from "./replay.ts";

type Visible = ReadonlyMap<string, Row>;
type AnswerProbe = Extract<Probe, { saw: "answer" }>;

/** A read answers what was so at one version between its start and its answer. */
export function answerProblems(probe: AnswerProbe, during: readonly ReplayedVersion[]): string[] {
  const answer = textOf(probe.answer);
  const right = new Set(during.map(({ visible }) => textOf(answerIn(visible, probe))));
  if (right.has(answer)) return [];
  const { read, id } = probe;
  return [`${read} ${id || "of the root"} answered ${answer}, where ${[...right].join(" or ")} was right`];
}

/** What a read would be answered at a version. */
function answerIn(visible: Visible, { read, id }: AnswerProbe): ReadAnswer {
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

function textOf({ code, by, names }: ReadAnswer): string {
  if (code !== undefined) return `error ${code}`;
  return names ? `[${names.toSorted().join(", ")}]` : (by ?? "yes");
}
