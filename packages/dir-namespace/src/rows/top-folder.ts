/** The folder of the root in which a location lies, or that it is. Other clients store `./a//b` for `a/b`. */
export function topFolder(location: string): string | undefined {
  return location.split("/").find((segment) => segment !== "" && segment !== ".");
}
