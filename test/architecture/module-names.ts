/**
 * The core names no module. Ordinary words are not fooled by: `network` is also a setting of site.yaml, and a health
 * check may be of the kind `dns`. Such words may stand as paths of settings, or as kinds; nowhere else.
 */
import ts from 'typescript';
import { knownKeys, type JsonSchema, schemaAt } from '../../builder/site/site-schema.ts';
import { at, nodesOf, type Source } from './source.ts';

export interface Vocabulary {
  /** Folders of templates/. */
  readonly modules: readonly string[];
  /** JSON Schema of site.yaml, without the modules' own settings. */
  readonly site: JsonSchema;
  /** Kinds of health checks in the contract. */
  readonly kinds: readonly string[];
}

/** Where code of the core names a module. */
export function namedModules(sources: readonly Source[], vocabulary: Vocabulary): string[] {
  return sources
    .filter(({ path }) => /^(builder|installer)\//.test(path))
    .flatMap((source) => [...importedModules(source, vocabulary), ...nodesOf(source.tree).flatMap((node) => offence(source, node, vocabulary) ?? [])]);
}

function importedModules({ path, imports }: Source, { modules }: Vocabulary): string[] {
  return imports.filter(({ from }) => modules.some((name) => from.startsWith(`templates/${name}/`))).map(({ from }) => `${path} imports ${from}`);
}

function offence(source: Source, node: ts.Node, vocabulary: Vocabulary): string | undefined {
  if (isText(node)) return quotedName(source, node, vocabulary);
  const name = propertyOf(node);
  if (name === undefined || !vocabulary.modules.includes(name)) return undefined;
  if (ts.isPropertyAccessExpression(node)) return /\bmodules$/.test(node.expression.getText()) ? at(source, node, node.getText()) : undefined;
  return vocabulary.kinds.includes(name) || settings(vocabulary.site).includes(name) ? undefined : at(source, node, `the key ${name}`);
}

function quotedName(source: Source, node: ts.LiteralLikeNode, vocabulary: Vocabulary): string | undefined {
  const folder = vocabulary.modules.find((name) => new RegExp(`templates/${name}(/|$)`).test(node.text));
  if (folder !== undefined && !isImport(node)) return at(source, node, `templates/${folder}`);
  if (!vocabulary.modules.includes(node.text) || isSettingPath(node, vocabulary.site)) return undefined;
  return isKind(node) && vocabulary.kinds.includes(node.text) ? undefined : at(source, node, `'${node.text}'`);
}

function isText(node: ts.Node): node is ts.LiteralLikeNode {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

function isImport(node: ts.Node): boolean {
  return ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent);
}

/** The name of what is read, or of a key that is written. */
function propertyOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** A part of `['network', 'wan', 'dns']` or of the type `Site['network']` that leads to a setting. */
function isSettingPath(node: ts.LiteralLikeNode, site: JsonSchema): boolean {
  const path = ts.isArrayLiteralExpression(node.parent) ? pathUpTo(node, node.parent) : settingType(node);
  return path !== undefined && schemaAt(site, path) !== undefined;
}

function pathUpTo(node: ts.Node, { elements }: ts.ArrayLiteralExpression): string[] | undefined {
  const before = elements.slice(0, elements.findIndex((element) => element === node) + 1);
  return before.every(ts.isStringLiteral) ? before.map(({ text }) => text) : undefined;
}

function settingType(node: ts.LiteralLikeNode): string[] | undefined {
  const type = node.parent.parent;
  return ts.isIndexedAccessTypeNode(type) && /^Site(File)?$/.test(type.objectType.getText()) ? [node.text] : undefined;
}

function isKind(node: ts.Node): boolean {
  const holder = ts.isLiteralTypeNode(node.parent) ? node.parent.parent : node.parent;
  if (ts.isPropertyAssignment(holder) || ts.isPropertySignature(holder)) return holder.name.getText() === 'kind';
  if (ts.isCaseClause(holder)) return /\bkind$/.test(holder.parent.parent.expression.getText());
  return ts.isBinaryExpression(holder) && /\bkind$/.test(holder.left.getText());
}

/** Names of all settings of site.yaml, at any depth. */
function settings(schema: JsonSchema): string[] {
  return knownKeys(schema).flatMap((key) => {
    const below = schemaAt(schema, [key]);
    return [key, ...(below === undefined ? [] : settings(below))];
  });
}

/** The kinds of a union type of the contract: the literals of its members' `kind`. */
export function kindsOf(contract: Source, type: string): string[] {
  const alias = nodesOf(contract.tree).find((node) => ts.isTypeAliasDeclaration(node) && node.name.text === type);
  if (alias === undefined) throw new Error(`${contract.path} has no type ${type}`);
  return nodesOf(alias).flatMap((node) => (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) && isKind(node.literal) ? [node.literal.text] : []));
}
