/** The schema of site.yaml with the modules' own settings in it. */
import { z } from 'zod';
import { SiteFile } from './site-file.ts';

/** What the site model needs to know of a module. */
export interface ModuleSettings {
  readonly name: string;
  readonly settings: z.ZodType;
}

export type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface SiteSchemas {
  readonly zod: z.ZodType;
  readonly json: JsonSchema;
}

/** Making both takes longer than checking a file with them. */
const made = new WeakMap<readonly ModuleSettings[], SiteSchemas>();

export function siteSchemas(modules: readonly ModuleSettings[]): SiteSchemas {
  const known = made.get(modules);
  if (known !== undefined) return known;
  const schemas = { zod: siteFileSchema(modules), json: siteJsonSchema(modules) };
  made.set(modules, schemas);
  return schemas;
}

/** JSON Schema (draft 2020-12) of site.yaml as people write it, for editors. */
export function siteJsonSchema(modules: readonly ModuleSettings[]): JsonSchema {
  return z.toJSONSchema(siteFileSchema(modules), { io: 'input', unrepresentable: 'any' });
}

/** The schema that checks site.yaml together with the settings of every module. */
function siteFileSchema(modules: readonly ModuleSettings[]): z.ZodType {
  const settings = modules.map((module) => [module.name, module.settings.optional()] as const);
  const description = 'Settings of the modules, by name';
  return SiteFile.extend({ modules: z.strictObject(Object.fromEntries(settings)).optional().meta({ description }) });
}

/** The schema of the value at a path, where there is one. */
export function schemaAt(schema: JsonSchema | undefined, path: ReadonlyArray<string | number>): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((at, segment) => at && childSchema(at, segment), schema);
}

/** The schema of one entry of a map or list; `undefined` if the schema does not know it. */
export function childSchema(schema: JsonSchema, segment: string | number): JsonSchema | undefined {
  const own = typeof segment === 'number' ? schema.items : property(schema, segment);
  if (isSchema(own)) return own;
  return alternatives(schema).map((choice) => childSchema(choice, segment)).find((found) => found !== undefined);
}

/** Names that a map of this schema may have; empty for a map with free names. */
export function knownKeys(schema: JsonSchema | undefined): string[] {
  if (schema === undefined) return [];
  return [...Object.keys(schema.properties ?? {}), ...alternatives(schema).flatMap(knownKeys)];
}

/** Whether a value of the schema may be of the type. */
export function accepts(schema: JsonSchema | undefined, type: 'string' | 'object'): boolean {
  if (schema === undefined) return false;
  return schema.type === type || alternatives(schema).some((choice) => accepts(choice, type));
}

function property(schema: JsonSchema, name: string): unknown {
  const properties = schema.properties ?? {};
  return Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].filter(isSchema);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
