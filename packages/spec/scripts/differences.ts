import type { OpenApiDocument } from "./document.ts";
import { factsOf } from "./facts.ts";

/** A known difference: a pattern for its line, in which `*` stands for anything, and why it is wanted. */
export interface ExpectedDifference {
  readonly difference: string;
  readonly because: string;
}

export interface Comparison {
  readonly intended: readonly ExpectedDifference[];
  readonly unexpected: readonly string[];
  /** Expected differences that no line fits. */
  readonly obsolete: readonly ExpectedDifference[];
}

/**
 * How `ours` differs in structure from `upstream`, one line a difference: `place: upstream -> ours`, with `absent` for
 * what a side lacks. What lies inside something absent has no line of its own.
 */
export function differences(document: OpenApiDocument, upstream: OpenApiDocument): string[] {
  const upstreamNames = new Set(Object.keys(upstream.components?.schemas ?? {}));
  const named = new Set(
    Object.keys(document.components?.schemas ?? {}).filter((name) => upstreamNames.has(name)),
  );
  const our = factsOf(document, named);
  const their = factsOf(upstream, named);
  const locations = [...new Set([...their.keys(), ...our.keys()])];
  const absent = new Set(locations.filter((location) => !our.has(location) || !their.has(location)));
  return locations
    .filter((location) => our.get(location) !== their.get(location) && !isInside(location, absent))
    .map((location) => `${location}: ${their.get(location) ?? "absent"} -> ${our.get(location) ?? "absent"}`);
}

/** Sorts differences into intended and unexpected ones. */
export function compare(lines: readonly string[], expected: readonly ExpectedDifference[]): Comparison {
  const patterns = expected.map((entry) => ({ entry, pattern: patternOf(entry.difference) }));
  const intended: ExpectedDifference[] = [];
  const unexpected: string[] = [];
  for (const line of lines) {
    const match = patterns.find(({ pattern }) => pattern.test(line));
    if (match === undefined) {
      unexpected.push(line);
    } else {
      intended.push({ difference: line, because: match.entry.because });
    }
  }
  const obsolete = patterns.filter(({ pattern }) => !lines.some((line) => pattern.test(line)));
  return { intended, unexpected, obsolete: obsolete.map(({ entry }) => entry) };
}

function isInside(location: string, absent: ReadonlySet<string>): boolean {
  return [...location.matchAll(/[ .[{|]/g)].some(({ index }) => absent.has(location.slice(0, index)));
}

function patternOf(difference: string): RegExp {
  const parts = difference.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
