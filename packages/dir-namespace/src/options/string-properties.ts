/** A flat map of strings, as other Lance clients are configured with. */
type StringProperties = Readonly<Record<string, string>>;

/** Parses a boolean as other clients do. Undefined, which means the default, for any other string and for an absent one. */
export function booleanProperty(value: string | undefined): boolean | undefined {
  const lower = value?.toLowerCase() ?? "";
  if (["true", "1", "on", "yes", "y"].includes(lower)) return true;
  if (["false", "0", "off", "no", "n"].includes(lower)) return false;
  return undefined;
}

/** Returns the storage options among the properties: those whose names begin with `storage.`, without that prefix. */
export function storageProperties(properties: StringProperties): Record<string, string> {
  const prefix = "storage.";
  const entries = Object.entries(properties).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
}
