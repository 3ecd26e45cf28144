/** An option that is present only if a request has a value for it: LanceDB accepts absent options, but not null. */
export function optionalField<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { [Key in Name]?: Value } {
  const entry: { [Key in Name]?: Value } = {};
  if (value !== undefined && value !== null) entry[name] = value;
  return entry;
}
