import { join } from "node:path";
import ts from "typescript";
import { root, type WorkspacePackage } from "../workspace.ts";

/** Writes the declarations of a package into its `dist`, one file for each source file. Throws if a declaration cannot be made. */
export function writeDeclarations(candidate: WorkspacePackage, workspace: string): void {
  const problems = emitDeclarations(candidate, workspace, (path, text) => {
    ts.sys.writeFile(path, path.endsWith(".d.ts") ? withBuiltSpecifiers(text) : text);
  });
  if (problems !== "") throw new Error(problems);
}

/**
 * Makes the declarations of a package. Each needs its source file only (`isolatedDeclarations`), so types are not checked
 * here: `pnpm typecheck` does that.
 *
 * @returns the problems; empty if there are none
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

/** A compiler host that reads TypeScript's own declarations once for all packages. */
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

/** Changes "./x.ts" in the imports of declarations to "./x.js"; TypeScript does not. */
function withBuiltSpecifiers(declarations: string): string {
  let text = declarations;
  for (const { fileName, end } of ts.preProcessFile(declarations).importedFiles) {
    if (/^\.{1,2}\/.*\.ts$/.test(fileName)) {
      // Of the same length, so that the declaration map stays valid.
      text = `${text.slice(0, end - 1)}js${text.slice(end + 1)}`;
    }
  }
  return text;
}
