/**
 * Plan to files. Pure. A file below a module's files/ keeps its path; its suffixes say what becomes of it:
 *
 *   name             copied
 *   name.hbs         rendered with the module's view; nothing but white space: no file
 *   name.symlink     a symbolic link, the content is its target (`name.symlink.hbs`: the rendered content)
 *   name.raw         copied, only the suffix goes (`page.hbs.raw` becomes the file `page.hbs`)
 *   name.0440        gets that mode (`name.0440.hbs` too); else it is 0755 for an executable source, 0644 for others
 *
 * `[key]` in a path: once for every entry of the record `view[key]`.
 */
import type { Plan, PlannedModule } from '../plan/plan.ts';
import { expandPath } from './paths.ts';
import { renderText } from './handlebars.ts';
import { platformFiles } from './units.ts';

/** A file below a module's files/. */
export interface TemplateFile {
  /** Relative to files/, with `/`. */
  readonly path: string;
  readonly content: string;
  readonly executable: boolean;
}

/** A file on the machine, and the module it comes from (`core` for the platform's own). */
export type RenderedFile =
  | { readonly kind: 'file'; readonly module: string; readonly content: string; readonly mode: number }
  | { readonly kind: 'symlink'; readonly module: string; readonly target: string };

export type TemplateSources = ReadonlyMap<string, readonly TemplateFile[]>;

/** Renders all modules of the plan: absolute path to file, sorted by path. Throws when a template is wrong. */
export function renderPlan(plan: Plan, sources: TemplateSources): Map<string, RenderedFile> {
  const files = new Map<string, RenderedFile>();
  const rendered = plan.modules.flatMap((module) => renderModule(module, sources.get(module.name) ?? []));
  for (const [path, file] of [...rendered, ...platformFiles(plan)].sort(byPath)) {
    const other = files.get(path);
    if (other !== undefined) throw new Error(`${path} is rendered by both ${other.module} and ${file.module}`);
    files.set(path, file);
  }
  return files;
}

function byPath([left]: readonly [string, RenderedFile], [right]: readonly [string, RenderedFile]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function renderModule(module: PlannedModule, files: readonly TemplateFile[]): Array<[string, RenderedFile]> {
  return files.flatMap((file) =>
    expandPath(file.path, module.view).flatMap(({ path, view }) => {
      const rendered = renderFile(path, file, view, module.name);
      return rendered === null ? [] : [rendered];
    }),
  );
}

function renderFile(path: string, file: TemplateFile, view: PlannedModule['view'], module: string): [string, RenderedFile] | null {
  if (path.endsWith('.raw')) return plainFile(withoutSuffix(path, '.raw'), file.content, file, module);
  if (!path.endsWith('.hbs')) return linkOrFile(path, file.content, file, module);
  const content = renderText(file.content, view, `templates/${module}/files/${file.path}`);
  return content.trim() === '' ? null : linkOrFile(withoutSuffix(path, '.hbs'), content, file, module);
}

function linkOrFile(path: string, content: string, file: TemplateFile, module: string): [string, RenderedFile] {
  if (!path.endsWith('.symlink')) return plainFile(path, content, file, module);
  return [`/${withoutSuffix(path, '.symlink')}`, { kind: 'symlink', module, target: content.trim() }];
}

function plainFile(path: string, content: string, file: TemplateFile, module: string): [string, RenderedFile] {
  const suffix = /\.(0[0-7]{3})$/.exec(path);
  const mode = suffix?.[1] === undefined ? (file.executable ? 0o755 : 0o644) : Number.parseInt(suffix[1], 8);
  return [`/${withoutSuffix(path, suffix?.[0] ?? '')}`, { kind: 'file', module, content, mode }];
}

function withoutSuffix(path: string, suffix: string): string {
  return path.slice(0, path.length - suffix.length);
}
