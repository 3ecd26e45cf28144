import { createHmac } from "node:crypto";

/** What the service knows when it checks a shared access signature that was signed with a user delegation key. */
interface CheckedSignature {
  readonly query: URLSearchParams;
  /** The user delegation key, in base64. */
  readonly key: string;
  readonly account: string;
  readonly container: string;
}

/** The fields that are signed, in the order that Azure documents from version 2025-07-05 on; `path` is not in the query. */
export const signedFields: readonly string[] = [
  ..."sp st se path skoid sktid skt ske sks skv saoid suoid scid skdutid sduoid".split(" "),
  ..."sip spr sv sr snapshot ses rscc rscd rsce rscl rsct".split(" "),
];

/** The signature of a query for a path in a container, or for the container itself. */
export function signatureOf({ query, key, account, container }: CheckedSignature, path?: string): string {
  const resource = ["/blob", account, container, ...(path === undefined ? [] : [path])].join("/");
  const values = signedFields.map((field) => (field === "path" ? resource : (query.get(field) ?? "")));
  return createHmac("sha256", Buffer.from(key, "base64")).update(values.join("\n")).digest("base64");
}

/**
 * The letters that a signature allows for a path, as Azure documents it for directories: the signature must be that of the directory that
 * the first `sdd` names of the path lead to. Empty if it is not valid for the path.
 */
export function lettersFor(checked: CheckedSignature, path: string): string {
  const { query } = checked;
  const depth = Number(query.get("sdd"));
  const names = path.split("/");
  if (query.get("sr") !== "d" || !(depth > 0) || names.length < depth) return "";
  if (signatureOf(checked, names.slice(0, depth).join("/")) !== query.get("sig")) return "";
  const at = (field: string): number => Date.parse(query.get(field) ?? "");
  const isValid = (["st", "skt"] as const).every((field) => at(field) <= Date.now());
  const hasEnded = (["se", "ske"] as const).some((field) => !(at(field) > Date.now()));
  return isValid && !hasEnded ? (query.get("sp") ?? "") : "";
}
