/** The API report of a package, `packages/<name>/api.md`: the declarations that its entries export, sorted by name, without comments. */
import { join } from "node:path";
import ts from "typescript";
import { emitDeclarations } from "./build/declarations.ts";
import { root, type WorkspacePackage } from "./workspace.ts";

/** The declaration files of a package, by their path. */
export type Declarations = ReadonlyMap<string, ts.SourceFile>;

/** Of a file that another one imports from: a file of the package, or the name of another package. */
type Origin = { readonly file: ts.SourceFile } | { readonly module: string };

const printer = ts.createPrinter({ removeComments: true });

/** The report as Markdown, with a part for each entry of the package. */
export function apiReport(candidate: WorkspacePackage): string {
  const files = new Map<string, ts.SourceFile>();
  const problems = emitDeclarations(candidate, root, (path, text) => {
    if (path.endsWith(".d.ts")) files.set(path, parse(path, text));
  });
  if (problems !== "") throw new Error(problems);
  const { folder, manifest } = candidate;
  const entries = Object.entries(manifest.exports ?? {}).flatMap(([entry, target]) =>
    typeof target === "string" || target["types"] === undefined
      ? []
      : [{ name: `${manifest.name}${entry.slice(1)}`, path: join(root, folder, target["types"]) }],
  );
  const parts = entries.map(({ name, path }) => `## \`${name}\`\n\n${block(exportsOf(files, path))}`);
  return `# API of \`${manifest.name}\`\n\nWritten by \`pnpm pages\`. A change here is a change for users.\n\n${parts.join("\n")}`;
}

/** The declarations that a declaration file exports, sorted by the names under which it does. */
export function exportsOf(files: Declarations, path: string): string[] {
  const names = exportedNames(files, required(files, path));
  return [...names]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, { origin, original }]) => {
      if ("module" in origin) {
        const clause = original === "*" ? "*" : `{ ${asClause(original, name)} }`;
        return [`export ${clause} from "${origin.module}";`];
      }
      const found = declarationsOf(origin.file, original).map((declaration) =>
        print(declaration, origin.file),
      );
      return original === name ? found : [...found, `export { ${asClause(original, name)} };`];
    });
}

export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

interface Exported {
  readonly origin: Origin;
  /** Its name in the file that declares it. */
  readonly original: string;
}

/** Where each exported name of a file is declared. */
function exportedNames(files: Declarations, file: ts.SourceFile): Map<string, Exported> {
  const names = new Map<string, Exported>();
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement)) {
      if (isExported(statement)) {
        for (const name of namesOf(statement)) names.set(name, { origin: { file }, original: name });
      }
      continue;
    }
    const origin = originOf(files, file, statement.moduleSpecifier);
    if (statement.exportClause === undefined) {
      if ("file" in origin)
        for (const [name, exported] of exportedNames(files, origin.file)) names.set(name, exported);
      else names.set(`* from ${origin.module}`, { origin, original: "*" });
    } else if (ts.isNamedExports(statement.exportClause)) {
      for (const { name, propertyName } of statement.exportClause.elements) {
        const { text } = propertyName ?? name;
        const isLocal = statement.moduleSpecifier === undefined;
        names.set(name.text, isLocal ? resolveLocal(files, file, text) : resolve(files, origin, text));
      }
    }
  }
  return names;
}

/** The declaration of a name that another file exports. */
function resolve(files: Declarations, origin: Origin, name: string): Exported {
  if ("module" in origin) return { origin, original: name };
  return exportedNames(files, origin.file).get(name) ?? { origin, original: name };
}

/** The declaration of a name that a file imports or declares. */
function resolveLocal(files: Declarations, file: ts.SourceFile, name: string): Exported {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const { namedBindings } = statement.importClause ?? {};
    if (namedBindings === undefined || !ts.isNamedImports(namedBindings)) continue;
    const imported = namedBindings.elements.find((element) => element.name.text === name);
    if (imported !== undefined) {
      const { text } = imported.propertyName ?? imported.name;
      return resolve(files, originOf(files, file, statement.moduleSpecifier), text);
    }
  }
  return { origin: { file }, original: name };
}

function originOf(files: Declarations, file: ts.SourceFile, specifier: ts.Expression | undefined): Origin {
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return { file };
  if (!specifier.text.startsWith(".")) return { module: specifier.text };
  return { file: required(files, join(file.fileName, "..", specifier.text.replace(/\.[jt]s$/, ".d.ts"))) };
}

function required(files: Declarations, path: string): ts.SourceFile {
  const file = files.get(path);
  if (file === undefined) throw new Error(`${path} has no declarations.`);
  return file;
}

function declarationsOf(file: ts.SourceFile, name: string): ts.Statement[] {
  return file.statements.filter((statement) => namesOf(statement).includes(name));
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

function hasModifier(node: ts.HasModifiers, kind: ts.SyntaxKind): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) === true;
}

/** The most lines of a generated declaration that a report shows; the document of `spec` is its description. */
const longestGenerated = 200;

/** A declaration as text, without the private members of a class. */
function print(statement: ts.Statement, file: ts.SourceFile): string {
  const text = ts.isClassDeclaration(statement)
    ? printer.printNode(ts.EmitHint.Unspecified, withoutPrivate(statement), file)
    : printer.printNode(ts.EmitHint.Unspecified, statement, file);
  const declaration = text.replace(/^export (?:declare )?/, "").replace(/^declare /, "");
  const lines = declaration.split("\n");
  const isLong = file.fileName.includes("/generated/") && lines.length > longestGenerated;
  return isLong ? `${lines[0]} /* generated */ }` : declaration;
}

function withoutPrivate(statement: ts.ClassDeclaration): ts.ClassDeclaration {
  const members = statement.members.filter(
    (member) =>
      !(member.name !== undefined && ts.isPrivateIdentifier(member.name)) &&
      !(ts.canHaveModifiers(member) && hasModifier(member, ts.SyntaxKind.PrivateKeyword)),
  );
  const { modifiers, name, typeParameters, heritageClauses } = statement;
  return ts.factory.createClassDeclaration(modifiers, name, typeParameters, heritageClauses, members);
}

function asClause(original: string, name: string): string {
  return original === name ? name : `${original} as ${name}`;
}

function block(declarations: readonly string[]): string {
  return `\`\`\`ts\n${declarations.join("\n")}\n\`\`\`\n`;
}
