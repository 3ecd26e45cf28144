/** Whether a value is an error of the operating system or of Node, with a code such as `ENOENT`. */
export function isSystemError(value: unknown): value is Error & { readonly code: string } {
  return value instanceof Error && "code" in value && typeof value.code === "string";
}
