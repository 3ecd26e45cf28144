/**
 * The address of an operation behind the base address. Absent and null parameters of the query are left out, arrays repeat their name.
 *
 * @param template - a path such as `/v1/table/{id}/describe`
 * @param path - the values of the template, not encoded
 * @param query - not encoded
 */
export function addressOf(
  template: string,
  path: Readonly<Record<string, string>>,
  query: Readonly<Record<string, unknown>>,
): string {
  let filled = template;
  for (const [name, value] of Object.entries(path))
    filled = filled.replace(`{${name}}`, () => encodeURIComponent(value));
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) pairs.push(`${name}=${encodeURIComponent(String(item))}`);
    }
  }
  return pairs.length === 0 ? filled : `${filled}?${pairs.join("&")}`;
}
