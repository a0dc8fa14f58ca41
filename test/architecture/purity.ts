/** Pure code asks nothing and changes nothing: the same input gives the same output, anywhere. */
import ts from 'typescript';
import { at, nodesOf, type Source } from './source.ts';

const pure = [/^builder\/(site|plan|render|trust)\//, /^installer\/plan\//, /^installer\/inventory\/parse/, /^templates\//];

/** Packages that neither look at the computer nor speak to anyone. */
const harmless = ['fastest-levenshtein', 'handlebars', 'node:buffer', 'node:crypto', 'node:net', 'node:path', 'node:url', 'string-width', 'yaml', 'zod'];

const effects = /^(process|console|fetch|performance|setTimeout|setInterval|setImmediate|Date\.now|Math\.random|randomBytes|randomInt|randomUUID|crypto\.random\w+|connect|createConnection|createServer)$/;

/** Every effect in pure code and in the files it uses. */
export function impurities(sources: readonly Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { from, isFile, isTypeOnly } of byPath.get(path)?.imports ?? []) if (isFile && !isTypeOnly) reach(from);
  };
  for (const { path } of sources) if (pure.some((pattern) => pattern.test(path))) reach(path);
  return [...reached].flatMap((path) => effectsIn(byPath.get(path)));
}

function effectsIn(source: Source | undefined): string[] {
  if (source === undefined) return [];
  const packages = source.imports.filter(({ from, isFile, isTypeOnly }) => !isFile && !isTypeOnly && !harmless.includes(from));
  return [
    ...packages.map(({ from }) => `${source.path} imports ${from}`),
    ...nodesOf(source.tree).flatMap((node) => {
      const effect = effectOf(node);
      return effect === undefined ? [] : [at(source, node, effect)];
    }),
  ];
}

function effectOf(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) return 'new Date()';
  const name = nameOf(node);
  return name !== undefined && effects.test(name) ? name : undefined;
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) return node.expression.getText();
  return ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) ? node.expression.text : undefined;
}
