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
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((item) => item !== undefined && item !== null)
      .map((item) => `${name}=${encodeURIComponent(String(item))}`),
  );
  return pairs.length === 0 ? filled : `${filled}?${pairs.join("&")}`;
}
