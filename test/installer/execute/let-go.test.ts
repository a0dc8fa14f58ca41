import test from 'ava';
import { letGoOf, type LettingGo } from '../../../installer/execute/let-go.ts';

function recorder(broken?: string): { readonly done: string[]; readonly effects: LettingGo } {
  const done: string[] = [];
  const does = (name: string) => async (path = ''): Promise<void> => {
    if (name === broken) throw new Error('no space left');
    done.push(`${name}${path}`);
  };
  return { done, effects: { writeOutState: does('data'), remove: does('remove '), writeOutEsp: does('efi') } };
}

test('what a stick left goes only when what was made of it is on the disk, so that a power cut loses neither', async (t) => {
  const { done, effects } = recorder();
  await letGoOf(['site.yaml', 'site.yaml.sig'], effects);
  t.deepEqual(done, ['data', 'remove site.yaml', 'remove site.yaml.sig', 'efi']);
});

test('where the data cannot be written out, it stays where it is', async (t) => {
  const { done, effects } = recorder('data');
  await t.throwsAsync(letGoOf(['site.yaml'], effects));
  t.deepEqual(done, []);
});
