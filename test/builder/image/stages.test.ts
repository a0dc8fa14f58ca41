import test from 'ava';
import { applianceStages } from '../../../builder/image/stages.ts';
import { parameters } from './parameters.ts';

test('stages are in the order in which they run: each needs only earlier ones', async (t) => {
  const seen = new Set<string>();
  for (const { name, needs } of applianceStages(await parameters())) {
    t.true(needs.every((need) => seen.has(need)), name);
    t.false(seen.has(name));
    seen.add(name);
  }
  t.true(seen.has('stick'));
});

test('stages are data: the same parameters give the same JSON, and nothing is lost in it', async (t) => {
  const [one, other] = [applianceStages(await parameters()), applianceStages(await parameters())];
  t.is(JSON.stringify(one), JSON.stringify(other));
  t.deepEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
  t.notRegex(JSON.stringify(one), /function|\[object/);
});

test('packages of image and modules are joined, sorted, and named once', async (t) => {
  const stage = applianceStages(await parameters()).find(({ name }) => name === 'packages');
  const step = stage?.steps[0];
  if (step?.kind !== 'debian-tree') return t.fail();
  t.deepEqual([...step.packages], [...new Set(step.packages)].sort());
  for (const name of ['unbound', 'caddy', 'dracut']) t.true(step.packages.includes(name), name);
});

test('a mirror is used only where one is given, and changes no other stage than those that download', async (t) => {
  const plain = applianceStages(await parameters());
  const mirrored = applianceStages({ ...(await parameters()), mirror: 'http://mirror.example/debian' });
  const differing = plain.filter((stage, index) => JSON.stringify(stage) !== JSON.stringify(mirrored[index]));
  t.deepEqual(differing.map(({ name }) => name), ['tools', 'packages']);
  t.notRegex(JSON.stringify(plain), /https?:/);
});

test('a step that reads an earlier output says so in what its stage needs', async (t) => {
  for (const { name, needs, steps } of applianceStages(await parameters())) {
    const read = [...JSON.stringify(steps).matchAll(/\/run\/in\/(\w+)/g)].map(([, stage]) => stage);
    for (const stage of read) t.true(needs.some((need) => need === stage), `${name} reads ${stage ?? ''}`);
  }
});

test('a step that reads the repository says so in the files of its stage', async (t) => {
  for (const { name, files, steps } of applianceStages(await parameters())) {
    const read = [...JSON.stringify(steps).matchAll(/\/run\/source\/([\w./-]+)/g)].map(([, path = '']) => path.replace(/\/\.?$/, ''));
    for (const path of read) t.true(files.some((file) => path === file || path.startsWith(`${file}/`)), `${name} reads ${path}`);
  }
});
