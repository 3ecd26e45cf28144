import { InvalidInputError, type StoragePermission } from "@lancetree/core";

/** What a downscoped token allows. */
interface BoundaryScope {
  readonly bucket: string;
  /** The prefix of the keys, with a slash at its end: without it, the token would be valid for `table2` beside `table`. */
  readonly folder: string;
  readonly permission: StoragePermission;
}

/** The limit of Google's token service for a condition, in characters. */
const maxConditionLength = 2048;

/** Without deletion a table can be written, but no object replaced. */
const roles: Readonly<Record<StoragePermission, readonly string[]>> = {
  read: ["roles/storage.objectViewer"],
  write: ["roles/storage.objectViewer", "roles/storage.objectCreator"],
  admin: ["roles/storage.objectUser"],
};

/**
 * The credential access boundary that limits a token to one folder of a bucket: its objects, and lists of their keys.
 *
 * @throws InvalidInputError (13) if the name of the folder is empty or too long for a condition
 */
export function accessBoundary({ bucket, folder, permission }: BoundaryScope): object {
  if (!/[^/]\/$/.test(folder)) {
    throw new InvalidInputError("No credentials can be vended for a table without a folder of its own.");
  }
  const resource = `projects/_/buckets/${bucket}`;
  const object = `resource.name.startsWith(${literal(`${resource}/objects/${folder}`)})`;
  const list = `api.getAttribute('storage.googleapis.com/objectListPrefix', '').startsWith(${literal(folder)})`;
  const expression = `${object} || ${list}`;
  if (expression.length > maxConditionLength) {
    throw new InvalidInputError(
      `No credentials can be vended for this table: the name of its folder has ${folder.length} characters, with which the condition has ${expression.length}, and Google allows ${maxConditionLength}.`,
    );
  }
  return {
    accessBoundary: {
      accessBoundaryRules: [
        {
          availableResource: `//storage.googleapis.com/${resource}`,
          availablePermissions: roles[permission].map((role) => `inRole:${role}`),
          availabilityCondition: { expression },
        },
      ],
    },
  };
}

/** A string of Google's Common Expression Language. Other clients choose names: a quote in one must not end the string. */
function literal(text: string): string {
  const escaped = text.replaceAll(/[\\'"`]|[^\u0020-\u007e]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x7f && code >= 0x20) return `\\${character}`;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, "0")}`
      : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `'${escaped}'`;
}
