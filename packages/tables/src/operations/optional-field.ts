/** An option that is present only where a request has a value for it: LanceDB takes absent options, not null ones. */
export function optionalField<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { [Key in Name]?: Value } {
  const entry: { [Key in Name]?: Value } = {};
  if (value !== undefined && value !== null) entry[name] = value;
  return entry;
}
