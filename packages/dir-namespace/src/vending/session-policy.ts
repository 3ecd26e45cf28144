import { InvalidInputError, type StoragePermission } from "@lancetree/core";

/** The limit of STS for a session policy, in characters. */
export const maxPolicyLength = 2048;

/** What a session policy allows. */
export interface PolicyScope {
  /** The first part of ARNs: `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly bucket: string;
  /** The prefix of the keys, with a slash at its end: without it, the policy would hold for `table2` beside `table`. */
  readonly folder: string;
  readonly permission: StoragePermission;
  /** The KMS key with which the store encrypts objects. */
  readonly encryptionKey?: string | undefined;
}

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const readActions: readonly string[] = ["s3:GetObject"];
const writeActions: readonly string[] = [
  ...readActions,
  "s3:PutObject",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
];

const actions: Readonly<Record<StoragePermission, readonly string[]>> = {
  read: readActions,
  write: writeActions,
  admin: [...writeActions, "s3:DeleteObject"],
};

/**
 * The session policy that limits a role to one folder of a bucket: its objects, and lists of their keys.
 *
 * @throws InvalidInputError (13) if the name of the folder is too long for a policy
 */
export function sessionPolicy(scope: PolicyScope): string {
  const policy = asciiJson({ Version: "2012-10-17", Statement: statementsFor(scope) });
  if (policy.length <= maxPolicyLength) return policy;
  throw new InvalidInputError(
    `No credentials can be vended for this table: the name of its folder has ${scope.folder.length} characters, with which the session policy has ${policy.length}, and STS allows ${maxPolicyLength}.`,
  );
}

/** Writes a name so that the policy language matches it literally. JSON escapes quotes and control characters. */
export function policyLiteral(name: string): string {
  // A dollar sign is special before a brace only; other stores than AWS know no `${$}`, and the folders of nested tables contain it.
  return name.replaceAll(/[*?]|\$(?=\{)/g, (character) => `\${${character}}`);
}

function statementsFor({ partition, bucket, folder, permission, encryptionKey }: PolicyScope): Statement[] {
  const allowed = actions[permission] ?? [];
  // Without a policy, credentials allow everything that the role allows.
  if (allowed.length === 0 || !/[^/]\/$/.test(folder)) {
    return [{ Effect: "Deny", Action: ["*"], Resource: "*" }];
  }
  const arn = `arn:${partition}:s3:::${bucket}`;
  const pattern = `${policyLiteral(folder)}*`;
  return [
    { Effect: "Allow", Action: allowed, Resource: `${arn}/${pattern}` },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: arn,
      Condition: { StringLike: { "s3:prefix": pattern } },
    },
    ...(encryptionKey === undefined ? [] : [encryptionStatement(partition, encryptionKey, permission)]),
  ];
}

function encryptionStatement(partition: string, key: string, permission: StoragePermission): Statement {
  const decrypt = "kms:Decrypt";
  return {
    Effect: "Allow",
    Action: permission === "read" ? [decrypt] : [decrypt, "kms:GenerateDataKey"],
    Resource: key.startsWith("arn:")
      ? policyLiteral(key)
      : `arn:${partition}:kms:*:*:key/${policyLiteral(key)}`,
  };
}

/** STS accepts few characters beyond ASCII in a policy. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[^\u0020-\u007e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
