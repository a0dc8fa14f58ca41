import test from 'ava';
import Handlebars from 'handlebars';
import { precompiledModule } from '../../../builder/render/precompile.ts';

type Compiled = ReadonlyMap<string, TemplateSpecification>;
const file = (path: string, content: string) => ({ path, content, executable: false });

const isLoaded = (value: unknown): value is { precompiled: Compiled } => typeof value === 'object' && value !== null && 'precompiled' in value;

async function load(text: string): Promise<Compiled> {
  const loaded: unknown = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  if (!isLoaded(loaded)) throw new TypeError('no templates');
  return loaded.precompiled;
}

test('templates are found by their text, and give what they give when they are compiled on the spot', async (t) => {
  const [text, page] = ['name={{name}} `${x}`', '<p>{{name}}</p>'];
  const compiled = await load(precompiledModule(new Map([['one', [file('etc/one.hbs', text), file('etc/plain', '{{no template}}')]], ['two', [file('page.hbs.raw', page)]]])));
  t.deepEqual([...compiled.keys()], [text, page]);
  const render = (template: string): string => Handlebars.template(compiled.get(template) ?? {})({ name: 'R&D' });
  t.is(render(text), 'name=R&D `${x}`');
  t.is(render(page), '<p>R&amp;D</p>');
});

test('a value that is missing is an error, as on the spot', async (t) => {
  const compiled = await load(precompiledModule(new Map([['one', [file('etc/one.hbs', '{{name}}')]]])));
  t.throws(() => Handlebars.template(compiled.get('{{name}}') ?? {})({}), { any: true, message: /"name" not defined/ });
});
