/** The stored form of a path: components joined with `$`, never escaped. Every Lance client uses it. */
export const separator = "$";

export function objectId(path: readonly string[]): string {
  return path.join(separator);
}

export function pathOf(id: string): string[] {
  return id === "" ? [] : id.split(separator);
}

/** "" for an id at the root. */
export function parentOf(id: string): string {
  const end = id.lastIndexOf(separator);
  return end < 0 ? "" : id.slice(0, end);
}

export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf(separator) + 1);
}

/** From the topmost down, without the root and without the id itself. */
export function ancestorsOf(id: string): string[] {
  const ancestors: string[] = [];
  for (let end = id.indexOf(separator); end >= 0; end = id.indexOf(separator, end + 1)) {
    ancestors.push(id.slice(0, end));
  }
  return ancestors;
}
