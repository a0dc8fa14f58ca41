/** What zod finds, in words for people, with what to write instead. */
import type { z } from 'zod';
import { quote, type Finding, type Path } from './finding.ts';
import { meantChoice, meantSetting } from './meant.ts';
import { nearest } from './nearest.ts';
import { accepts, schemaAt, type JsonSchema } from './site-schema.ts';
import { unknownKey } from './unknown-key.ts';

type Issue = z.core.$ZodIssue;

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of settings',
  record: 'a block of settings',
};

/** The findings of one issue about `root`, the whole file as plain data; no more than `most`. */
export function explain(issue: Issue, root: unknown, rootSchema: JsonSchema, most: number): Finding[] {
  const path = issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, most).map((key) => unknownKey([...path, key], rootSchema));
  }
  const value = valueAt(root, path);
  const schema = schemaAt(rootSchema, path);
  if (value === undefined || value === null) return [missing(path, schema)];
  return [{ path, ...(issue.code === 'invalid_key' ? { at: 'key' as const } : {}), ...wrongValue(issue, path, value, schema) }];
}

type Words = Pick<Finding, 'message' | 'remedy'>;

function wrongValue(issue: Issue, path: Path, value: unknown, schema: JsonSchema | undefined): Words {
  if (issue.code === 'invalid_type') return wrongType(issue.expected, value, schema);
  if (issue.code === 'invalid_value') return notOneOf(issue.values.map(String), value);
  if (issue.code === 'too_small') return outOfRange(value, 'less', 'at least', issue.minimum);
  if (issue.code === 'too_big') return outOfRange(value, 'more', 'at most', issue.maximum);
  if (issue.code === 'invalid_key') return { message: `${quote(path.at(-1))} cannot be a name here`, remedy: 'write small letters, digits and hyphens, with a letter or digit at both ends; 63 at most' };
  if (issue.code === 'custom') return { message: issue.message, remedy: purpose(schema) };
  return { message: `${quote(value)} cannot be used here`, remedy: purpose(schema) };
}

function outOfRange(value: unknown, direction: string, bound: string, limit: number | bigint): Words {
  if (typeof value === 'number') {
    return { message: `${value} is ${direction} than ${limit}`, remedy: `write a number of ${bound} ${limit}` };
  }
  if (Array.isArray(value) && value.length === 0) return { message: 'the list is empty', remedy: 'write at least one entry' };
  const unit = Array.isArray(value) ? 'entries' : 'characters';
  return { message: `there are ${direction} than ${limit} ${unit}`, remedy: `write ${bound} ${limit} ${unit}` };
}

function wrongType(expected: string, value: unknown, schema: JsonSchema | undefined): Words {
  const message = `${typeNames[expected] ?? expected} is needed here, not ${kindOf(value)}`;
  return { message, remedy: conversion(expected, value) ?? purpose(schema) };
}

function conversion(expected: string, value: unknown): string | undefined {
  if (expected === 'boolean' && typeof value === 'string') return spokenBoolean(value);
  if (expected === 'array' && typeof value === 'string') return 'put it on its own line below, after `- `';
  const isNumber = typeof value === 'string' && /^\d+$/.test(value);
  if (/^(int|number)$/.test(expected) && isNumber) return `write ${value} without quotes`;
  const isBlock = /^(object|record)$/.test(expected);
  return isBlock ? 'write its settings on lines of their own below, two spaces further in' : undefined;
}

function spokenBoolean(value: string): string {
  if (/^(y|yes|on)$/i.test(value)) return 'write true';
  return /^(n|no|off)$/i.test(value) ? 'write false' : 'write true or false';
}

function notOneOf(choices: readonly string[], value: unknown): Words {
  const message = `${quote(value)} is not one of the choices`;
  const setting = meantSetting(String(value), choices);
  if (setting !== undefined) return { message, remedy: `write in its place: ${setting}` };
  const meant = meantChoice(String(value), choices) ?? nearest(String(value), choices);
  return { message, remedy: meant === undefined ? `write one of: ${choices.join(', ')}` : `did you mean ${meant}?` };
}

function missing(path: Path, schema: JsonSchema | undefined): Finding {
  const name = path.at(-1);
  if (typeof name === 'number') {
    return { path, message: 'an entry of the list is empty', remedy: 'fill it in, or remove the line' };
  }
  return { path, at: 'key', message: `${path.join('.')} is missing`, remedy: `add ${name}: ${exampleOf(schema)}` };
}

function purpose(schema: JsonSchema | undefined): string {
  if (schema?.description !== undefined) return `expected here: ${lowerFirst(schema.description)}`;
  return accepts(schema, 'string') ? 'write text here' : 'see `pintxo schema` for what fits here';
}

function exampleOf(schema: JsonSchema | undefined): string {
  const example = schema?.examples?.[0];
  const written = Array.isArray(example) ? `[${example.join(', ')}]` : example;
  const shown = typeof written === 'string' || typeof written === 'number' ? String(written) : '...';
  return schema?.description === undefined ? shown : `${shown} (${lowerFirst(schema.description)})`;
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a block of settings';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? `the number ${value}` : 'true or false';
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, segment) => entryOf(value, segment), root);
}

function entryOf(value: unknown, segment: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === String(segment))?.[1];
}
