/** What a source file says, without its types: imports, words in quotes, and what it reaches for. */
import { dirname, join } from 'node:path';
import ts from 'typescript';

export interface Import {
  /** A package (`zod`, `node:fs`) or the path of a file, seen from the top of the repository. */
  readonly from: string;
  readonly isFile: boolean;
  /** Nothing of it is left at run time. */
  readonly isTypeOnly: boolean;
}

export interface Source {
  /** From the top of the repository. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

export function parseSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return { path, text, tree, imports: nodesOf(tree).flatMap((node) => importOf(node, path) ?? []) };
}

/** Every node of the file, outermost first. */
export function nodesOf(tree: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return nodes;
}

function importOf(node: ts.Node, path: string): Import | undefined {
  const specifier = specifierOf(node);
  if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return undefined;
  const isFile = specifier.text.startsWith('.');
  const isTypeOnly = ts.isImportDeclaration(node) ? isTypes(node.importClause) : ts.isExportDeclaration(node) && node.isTypeOnly;
  return { from: isFile ? join(dirname(path), specifier.text) : specifier.text, isFile, isTypeOnly };
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword ? node.arguments[0] : undefined;
}

function isTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  const names = clause.namedBindings;
  const eachIsType = names !== undefined && ts.isNamedImports(names) && names.elements.every((element) => element.isTypeOnly);
  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword || (clause.name === undefined && eachIsType);
}

/** `path:line: what`. */
export function at({ path, tree }: Source, node: ts.Node, what: string): string {
  return `${path}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`;
}
