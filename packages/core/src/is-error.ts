const errorTags: readonly string[] = ["[object Error]", "[object DOMException]"];

/**
 * Whether a value is an error, of any realm: where tests run in a context of `node:vm`, as in Jest, the errors of Node
 * and of native modules are not instances of the `Error` that the code sees.
 */
export function isError(value: unknown): value is Error {
  return value instanceof Error || errorTags.includes(Object.prototype.toString.call(value));
}

/** Whether a value is an error of the operating system or of Node, with a code such as `ENOENT`. */
export function isSystemError(value: unknown): value is Error & { readonly code: string } {
  return isError(value) && "code" in value && typeof value.code === "string";
}
