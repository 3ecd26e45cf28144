import * as library from "@azure/storage-file-datalake";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directoryOf, directorySignature } from "../../src/vending/directory-signature.ts";
import { thrownBy } from "../support/outcome.ts";
import { lettersFor } from "./signature-check.ts";

const [account, container] = ["account", "container"];
const value = Buffer.from("a key of thirty-two bytes, no more").toString("base64");
const minute = 60_000;

function signed(folder: string, permission: "read" | "write" | "admin" = "read"): URLSearchParams {
  const startsOn = new Date(Date.now() - minute);
  const expiresOn = new Date(Date.now() + minute);
  const key = {
    signedObjectId: "object",
    signedTenantId: "tenant",
    signedStartsOn: startsOn,
    signedExpiresOn: expiresOn,
    signedService: "b",
    signedVersion: "2026-02-06",
    value,
  };
  const directory = directoryOf(`${folder}/`);
  const scope = { account, container, directory, permission, startsOn, expiresOn };
  return new URLSearchParams(directorySignature(library, key, scope));
}

function letters(query: URLSearchParams, path: string): string {
  return lettersFor({ query, key: value, account, container }, path);
}

describe("a signature for a directory", () => {
  test.each([
    ["read", "rl"],
    ["write", "racwl"],
    ["admin", "racwdl"],
  ] as const)("to %s allows %s", (permission, expected) => {
    const query = signed("root/t.lance", permission);
    expect(letters(query, "root/t.lance/_versions/1.manifest")).toBe(expected);
    expect(Object.fromEntries(query)).toMatchObject({ sr: "d", sdd: "2", spr: "https", sp: expected });
  });

  test("ends at the directory", () => {
    const query = signed("root/t.lance");
    for (const path of [
      "root/t.lance2/x",
      "root/t.lanc",
      "root",
      "root/__manifest/x",
      "t.lance/x",
      "x/root/t.lance",
    ]) {
      expect([path, letters(query, path)]).toEqual([path, ""]);
    }
    query.set("sdd", "1");
    expect(letters(query, "root/x")).toBe("");
  });

  test("with any name is valid for nothing but that directory", () => {
    const unit = fc.constantFrom(..."ab.%?#&=+$ 表'\"\\".split(""));
    const name = fc.string({ unit, minLength: 1, maxLength: 5 });
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
    fc.assert(
      fc.property(path, path, fc.string(), (directory, other, rest) => {
        const query = signed(directory);
        expect(letters(query, `${directory}/${rest}`)).toBe("rl");
        expect(letters(query, `${directory}2/${rest}`)).toBe("");
        const isInside = `${other}/`.startsWith(`${directory}/`);
        expect(letters(query, other)).toBe(isInside ? "rl" : "");
      }),
    );
  });
});

test.each([
  ["", 13],
  ["/", 13],
  ["root", 13],
  ["root//", 13],
  ["a\nb/", 0],
  ["a\u0000b/", 0],
  ["a\ud800b/", 0],
])("the prefix %j is refused", (folder, code) => {
  expect(thrownBy(() => directoryOf(folder))).toMatchObject({ code });
});
