import test from 'ava';
import { knownKeys, schemaAt, type JsonSchema } from '../../../builder/site/site-schema.ts';
import { siteJsonSchema } from '../../../builder/site/site.ts';
import { modules } from './fixtures.ts';

const schema = siteJsonSchema(modules);

function undescribed(at: JsonSchema, path: readonly string[] = []): string[] {
  return knownKeys(at).flatMap((key) => {
    const inner = schemaAt(at, [key]);
    const here = [...path, key];
    const own = inner?.description === undefined ? [here.join('.')] : [];
    return here[0] === 'modules' ? [] : [...own, ...(inner === undefined ? [] : undescribed(inner, here))];
  });
}

test('editors can explain every setting', (t) => {
  t.true(knownKeys(schema).length >= 8);
  t.deepEqual(undescribed(schema), []);
});

test('only a name, an administrator and a key must be written', (t) => {
  t.deepEqual(schema.required, ['site', 'admin']);
  t.deepEqual(schemaAt(schema, ['site'])?.required, ['name']);
  t.deepEqual(schemaAt(schema, ['admin'])?.required, ['name', 'sshKeys']);
});

test('the settings of modules are part of it, with nothing required', (t) => {
  t.deepEqual(knownKeys(schemaAt(schema, ['modules', 'portal'])), ['title', 'port', 'colours']);
  t.is(schemaAt(schema, ['modules', 'portal'])?.required, undefined);
});

test('it is plain JSON', (t) => {
  t.deepEqual(JSON.parse(JSON.stringify(schema)), { ...schema });
});
