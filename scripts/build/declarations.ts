import { join } from "node:path";
import ts from "typescript";
import { root, type WorkspacePackage } from "../workspace.ts";

/** Writes the declarations of a package into its `dist`, one file for each source file; throws with what cannot be declared. */
export function writeDeclarations(candidate: WorkspacePackage, workspace: string): void {
  const problems = emitDeclarations(candidate, workspace, (path, text) => {
    ts.sys.writeFile(path, path.endsWith(".d.ts") ? withBuiltSpecifiers(text) : text);
  });
  if (problems !== "") throw new Error(problems);
}

/**
 * Makes the declarations of a package. Each is made of its source file alone (`isolatedDeclarations`), so that nothing has
 * to be checked here: `pnpm typecheck` does that.
 *
 * @returns what cannot be declared, or nothing
 */
export function emitDeclarations(
  { folder }: WorkspacePackage,
  workspace: string,
  write: ts.WriteFileCallback,
): string {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), (path) => ts.sys.readFile(path));
  const emission = {
    rootDir: "src",
    outDir: "dist",
    emitDeclarationOnly: true,
    noCheck: true,
    noResolve: true,
  };
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    { compilerOptions: { ...config.compilerOptions, ...emission }, include: ["src"] },
    ts.sys,
    join(workspace, folder),
  );
  const host = cachedHost(options);
  const { diagnostics } = ts.createProgram(fileNames, options, host).emit(undefined, write, undefined, true);
  return ts.formatDiagnostics(diagnostics, host);
}

const libraries = new Map<string, ts.SourceFile | undefined>();

/** A host that reads the declarations of the language itself once for all packages. */
function cachedHost(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) => {
    if (!path.startsWith(host.getDefaultLibLocation?.() ?? "\0")) return read(path, ...rest);
    if (!libraries.has(path)) libraries.set(path, read(path, ...rest));
    return libraries.get(path);
  };
  return host;
}

/** Declarations name what they import as sources do, "./x.ts", and TypeScript leaves that as it is. */
function withBuiltSpecifiers(declarations: string): string {
  let text = declarations;
  for (const { fileName, end } of ts.preProcessFile(declarations).importedFiles) {
    if (/^\.{1,2}\/.*\.ts$/.test(fileName)) {
      // Before the closing quote; as long as what it replaces, so that the declaration map stays true.
      text = `${text.slice(0, end - 1)}js${text.slice(end + 1)}`;
    }
  }
  return text;
}
