import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { installedProduct } from "../product/installed-product.ts";

export interface ProgramError {
  /** Counted from 1. */
  readonly line: number;
  /** As TypeScript prints it: `TS2353: …`. */
  readonly text: string;
}

/**
 * The errors of TypeScript for a file in the project in which npm installed the packages.
 *
 * @param type - whether the file is an ES module or a CommonJS module
 * @param module - TypeScript's option `module`, for example `node16`
 */
export async function errorsOf(
  code: string,
  type: "module" | "commonjs",
  module: string,
): Promise<ProgramError[]> {
  const { folder } = await installedProduct();
  await mkdir(join(folder, "programs"), { recursive: true });
  const programFolder = await mkdtemp(join(folder, "programs", "types-"));
  try {
    const file = join(programFolder, "program.ts");
    await writeFile(join(programFolder, "package.json"), JSON.stringify({ type }));
    await writeFile(file, code);
    const compilerOptions = {
      module,
      target: "es2022",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
    };
    const { options, errors } = ts.convertCompilerOptionsFromJson(compilerOptions, programFolder);
    const program = ts.createProgram([file], {
      ...options,
      typeRoots: [join(folder, "node_modules/@types")],
    });
    return [...errors, ...ts.getPreEmitDiagnostics(program)].map(
      ({ code: number, file: where, messageText, start }) => ({
        line: (where?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0) + 1,
        text: `TS${number}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
      }),
    );
  } finally {
    await rm(programFolder, { recursive: true, force: true });
  }
}
