/** Whether an object id is below another one; every id is below the root, whose id is empty. */
export function isBelow(id: string, ancestor: string): boolean {
  return ancestor === "" ? id !== "" : id.startsWith(`${ancestor}$`);
}
