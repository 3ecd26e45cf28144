import { expect, test } from "vitest";
import { partOf, withPart } from "./generated-part.ts";

const page = "# A page\n\n<!-- begin table -->\n\nold\n\n<!-- end table -->\n\nBy hand.\n";

test("a part is read and replaced, and the rest of the page stays", () => {
  expect(partOf(page, "table")).toBe("old");
  expect(withPart(page, "table", "new\n")).toBe(page.replace("old", "new"));
  expect(withPart(page, "table", "old")).toBe(page);
});

test("content with characters that String.replace treats specially is written as it is", () => {
  expect(partOf(withPart(page, "table", "$& costs $1"), "table")).toBe("$& costs $1");
});

test.each(["", "<!-- begin table -->", "<!-- end table -->\n<!-- begin table -->"])(
  "a page without both comments in order is an error: %j",
  (text) => {
    expect(() => withPart(text, "table", "new")).toThrow('The page has no part "table".');
    expect(() => partOf(text, "table")).toThrow('The page has no part "table".');
  },
);
