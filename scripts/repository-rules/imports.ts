/** Finds what a source file imports, with TypeScript's own parser. */
import ts from "typescript";

export interface ImportedModule {
  readonly specifier: string;
  /** Whether the emitted code has no such import. */
  readonly typeOnly: boolean;
  /** Counted from 1. */
  readonly line: number;
}

/** Static and dynamic imports, re-exports, `require` calls and `import("…")` types, in order. */
export function importsOf(path: string, text: string): ImportedModule[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const found: ImportedModule[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node !== undefined && ts.isStringLiteralLike(node)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
      found.push({ specifier: node.text, typeOnly, line });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      // `import { type X }` still runs the module under verbatimModuleSyntax: only `import type` does not.
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && isLoadingCall(node)) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The package a specifier names: `@scope/name` or `name`; `undefined` for relative paths and Node's modules. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || specifier.startsWith("node:")) {
    return undefined;
  }
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function isLoadingCall({ expression }: ts.CallExpression): boolean {
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === "require")
  );
}
