/** An error of the operating system, such as ENOENT. */
export function isSystemError(value: unknown): value is Error & { readonly code: string } {
  return value instanceof Error && "code" in value && typeof value.code === "string";
}
