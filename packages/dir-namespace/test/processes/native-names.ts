/** How the names of processes with LanceDB's own client begin. */
export const native = "native";

/** What the native client of that name creates and drops, and others only read. */
export function nativeNamespaces(worker: string): string[] {
  return [worker, `${worker}$a`, `${worker}$a$b`];
}

export function nativeTables(worker: string): string[] {
  return nativeNamespaces(worker).map((namespace) => `${namespace}$t`);
}

/** The name of the n-th one. */
export function nativeName(index: number): string {
  return `${native}${index}`;
}
