/**
 * Words that no name in the code contains: they are or were private terms for ideas that have a standard term. The prose may use them
 * in their everyday meaning. Names are those that TypeScript files declare, and file names.
 */
import ts from "typescript";
import { handWritten, type Tree } from "./tree.ts";

const wordings: readonly (readonly [words: string, instead: string])[] = [
  ["mark|marks|marked", "intent, marker"],
  ["turn|turns", "lease, round, tick"],
  ["judge|judges|judged", "resolve, check"],
  ["look|looks|looked", "read, stat, attempt"],
  ["place|places|placed", "position, offset, location, destination"],
  ["stray|strays", "orphan, unknown, unexpected"],
  ["tidy|tidied", "complete, clean up"],
  ["outrun|outran", "conflict"],
  ["displace|displaced|vacate|vacated", "move, drain"],
  ["given|wanted|asked", "the noun: input, options, expected, requests"],
  ["shown", "printed, output, excerpt"],
  ["ours|natives", "lancetree, nativeClients"],
  ["most", "max, peak, longest"],
];

/** Standard terms that contain one of the words. */
const allowed = /byteOrderMark|highWaterMark|In(?:to)?Place/gi;

const patterns = wordings.map(([words, instead]) => ({
  expression: new RegExp(`^(?:${words})$`),
  anywhere: new RegExp(words, "i"),
  instead,
}));

/** Each declared name and each file name with one of the words. */
export function findNames(tree: Tree): string[] {
  const files = [...tree.keys()].flatMap((path) => problemsOf(path.split("/").at(-1) ?? "", path));
  const declarations = handWritten(tree).flatMap((path) => {
    const text = tree.get(path) ?? "";
    // Most files contain none of the words, so that they need not be parsed.
    if (!patterns.some(({ anywhere }) => anywhere.test(text))) return [];
    return declaredNames(path, text).flatMap(({ name, line }) => problemsOf(name, `${path}:${line}`));
  });
  return [...files, ...declarations];
}

function problemsOf(name: string, where: string): string[] {
  const words = name
    .replace(allowed, "")
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return patterns
    .filter(({ expression }) => words.some((word) => expression.test(word)))
    .map(({ instead }) => `${where}: "${name}": ${instead}`);
}

function declaredNames(path: string, text: string): { name: string; line: number }[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  const found: { name: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    const name = nameOf(node);
    if (name) {
      found.push({ name: name.text, line: file.getLineAndCharacterOfPosition(name.getStart(file)).line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The name that a node declares: of a variable, parameter, property, function, class or type. */
function nameOf(node: ts.Node): ts.Identifier | ts.PrivateIdentifier | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isMetaProperty(node) || !("name" in node)) return undefined;
  const { name } = node as { name: ts.Node | undefined };
  return name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name : undefined;
}
