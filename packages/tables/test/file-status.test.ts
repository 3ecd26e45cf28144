import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FileStatus } from "../src/lance-files/file-status.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "lancetree-status-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

// On Linux, /proc is a file system that is not on a disk of the machine, so that another thread makes the calls.
test.each(["a temporary folder", "/proc"])(
  "the status of a file is that of now, whether its folder is on a disk or not: %s",
  async (where) => {
    const folder = await temporaryFolder();
    const files = new FileStatus(where === "/proc" ? where : folder);
    const path = join(folder, "1.manifest");
    expect(await files.of(path)).toBeUndefined();
    await writeFile(path, "one");
    expect(await files.of(path)).toMatchObject({ size: 3 });
    await writeFile(path, "three");
    expect(await files.of(path)).toMatchObject({ size: 5 });
    expect(await files.of(join(path, "below-a-file"))).toBeUndefined();
    await rm(path);
    expect(await files.of(path)).toBeUndefined();
    await symlink("loop", join(folder, "loop"));
    await expect(files.of(join(folder, "loop"))).rejects.toMatchObject({ code: "ELOOP" });
  },
);

test("a folder may be created after the first call", async () => {
  const folder = join(await temporaryFolder(), "later");
  const files = new FileStatus(folder);
  expect(await files.of(join(folder, "file"))).toBeUndefined();
  await mkdir(folder);
  await writeFile(join(folder, "file"), "1");
  expect(await files.of(join(folder, "file"))).toMatchObject({ size: 1 });
});
