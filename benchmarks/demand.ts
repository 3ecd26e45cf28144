/** A benchmark of calls that do not do their work says nothing. */
export function demand(holds: boolean | undefined, message: string): void {
  if (!holds) throw new Error(message);
}

/** Throws where the name of a package leads to its sources, which users do not install. */
export function demandPublished(name: string): void {
  const isBuilt = import.meta.resolve(name).endsWith("/dist/index.js");
  demand(isBuilt, "The benchmarks measure what is published: the built packages, not the sources.");
}
