import { expect, test } from "vitest";
import type { NewRow } from "../src/model/row.ts";
import { useFolder } from "./support/folder.ts";
import { manifestRows } from "./support/manifest-rows.ts";
import { openStorage } from "./support/storage.ts";

const folder = useFolder();

test.each([1, 5])(
  "clears the intents of %i rows, and of no row that was created with the same metadata",
  async (count) => {
    await using storage = await openStorage(folder.root, (_call, run) => run());
    const cleared = Array.from({ length: count }, (_, index) => `a${index}`);
    // What one creation makes of a missing namespace and of one below it, both without properties.
    const created = cleared.flatMap((id) => {
      const intent = { state: "created", token: storage.context.token(), base: 0 } as const;
      return [id, `${id}$b`].map(
        (own): NewRow => ({ id: own, kind: "namespace", location: null, properties: {}, intent }),
      );
    });
    const { snapshot } = await storage.manifest.commit({ effect: "insert", rows: created });
    const replies = await Promise.all(
      cleared.map((id) => {
        const row = snapshot.row(id);
        if (row === undefined) throw new Error(`${id} was not inserted`);
        return storage.manifest.commit({ effect: "replace", row, next: { ...row, intent: undefined } });
      }),
    );
    expect(replies.map((reply) => reply.count)).toEqual(cleared.map(() => 1));
    const rows = await manifestRows(folder.root);
    expect(rows.filter(({ metadata }) => metadata === null).map(({ object_id: id }) => id)).toEqual(cleared);
  },
);
