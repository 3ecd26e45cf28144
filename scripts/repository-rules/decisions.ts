/** Decision records: each has its number, its status, its date and the same sections, in the same order. */
import type { Tree } from "./tree.ts";

export interface Decision {
  readonly path: string;
  readonly number: string;
  readonly title: string;
  /** `accepted`, or `replaced by [0016](0016-name.md)`. */
  readonly status: string;
  /** ISO 8601, the day on which it was made. */
  readonly date: string;
}

const folder = "docs/decisions/";
const head =
  /^# (\d{4}): (\S[^\n]*)\n\n- Status: (accepted|replaced by \[\d{4}\]\((\d{4}-[a-z0-9-]+\.md)\))\n- Date: (\d{4}-\d{2}-\d{2})\n\n/;
const sections = ["Context", "Decision", "Alternatives", "Consequences"];
const needed = ["Context", "Decision"];

export function findWrongDecisions(tree: Tree): string[] {
  const paths = pathsIn(tree);
  const numbers = paths.map((path) => path.slice(folder.length, folder.length + 4));
  return paths.flatMap((path, index) => {
    const content = tree.get(path) ?? "";
    const match = head.exec(content);
    if (match === null) return [`${path} does not begin with "# NNNN: title", "- Status: …" and "- Date: …"`];
    const [, number, , , replacement] = match;
    const titles = [...content.matchAll(/^## (.*)$/gm)].map(([, title = ""]) => title);
    const order = titles.map((title) => sections.indexOf(title));
    return [
      ...(number === numbers[index] ? [] : [`${path} says that it is ${number}`]),
      ...(numbers.indexOf(numbers[index] ?? "") === index
        ? []
        : [`${path} has the number of another decision`]),
      ...(replacement === undefined || tree.has(folder + replacement)
        ? []
        : [`${path} is replaced by ${replacement}, which does not exist`]),
      ...(needed.every((title) => titles.includes(title)) && order.every((at, i) => at > (order[i - 1] ?? -1))
        ? []
        : [`${path} has the sections ${titles.join(", ")} instead of ${sections.join(", ")}`]),
    ];
  });
}

/** The decisions with a right head, by their numbers. */
export function decisionsIn(tree: Tree): Decision[] {
  return pathsIn(tree).flatMap((path) => {
    const [, number, title, status, , date] = head.exec(tree.get(path) ?? "") ?? [];
    if (number === undefined || title === undefined || status === undefined || date === undefined) return [];
    return [{ path, number, title, status, date }];
  });
}

function pathsIn(tree: Tree): string[] {
  return [...tree.keys()]
    .filter((path) => path.startsWith(folder) && /^\d{4}-[^/]*\.md$/.test(path.slice(folder.length)))
    .toSorted();
}
