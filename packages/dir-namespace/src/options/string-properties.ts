/** A flat map of strings, as other Lance clients are configured with. */
type StringProperties = Readonly<Record<string, string>>;

/** A boolean as other clients read it; any other string, and an absent one, is undefined and means the default. */
export function booleanProperty(value: string | undefined): boolean | undefined {
  const lower = value?.toLowerCase() ?? "";
  if (["true", "1", "on", "yes", "y"].includes(lower)) return true;
  if (["false", "0", "off", "no", "n"].includes(lower)) return false;
  return undefined;
}

/** The storage options among the properties: those whose names begin with `storage.`, without that prefix. */
export function storageProperties(properties: StringProperties): Record<string, string> {
  const prefix = "storage.";
  const entries = Object.entries(properties).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
}
