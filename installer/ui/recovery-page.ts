/** The pages on which the recovery sheet is shown, to a person of the house, until it is in somebody's hands. Pure. */
import { html, type Html } from './html.ts';
import { documentOf } from './page.ts';
import { sheetPath } from './page-parts.ts';

export const showPath = `${sheetPath}/show`;
export const takenPath = `${sheetPath}/taken`;

const title = 'Recovery sheet';

/** With the button; it holds nothing that is secret. */
export function offerPage(): string {
  return page(html`<section>
<p>The disks of this machine are encrypted, and the recovery sheet could not be kept on the stick for any key of the administrator. So it is shown here, to somebody in the
same network as the machine, until somebody confirms to have it.</p>
<p>Have pen and paper ready, and see that nobody looks over your shoulder. It is noted down from where it was looked at.</p>
<form method="post" action="${showPath}"><button>Show the recovery sheet</button></form>
</section>`);
}

/** Secret. */
export function sheetPage(lines: readonly string[]): string {
  return page(html`<section>
<pre>${lines.join('\n')}</pre>
<p>Write it down or print it; do not keep a picture of it on a telephone. After the button it is shown no more.</p>
<form method="post" action="${takenPath}"><button>I have written it down</button></form>
</section>`);
}

export function takenPage(): string {
  return page(html`<section><p>Noted: the recovery sheet is in your hands. It is not shown on a page again; an administrator can print it with <code>sudo pintxo recovery</code>.</p>
<p><a href="/">Back to the page of the machine</a></p></section>`);
}

export function nothingPage(): string {
  return page(html`<section><p>There is no recovery sheet to be shown here: somebody has it already.</p><p><a href="/">Back to the page of the machine</a></p></section>`);
}

export function strangerPage(): string {
  return page(html`<section><p>The recovery sheet is shown only to somebody in the same network as the machine, on the machine's own page. Come back by its address, from a computer on the cable beside it, or
run <code>sudo pintxo recovery</code> on the machine.</p></section>`);
}

function page(content: Html): string {
  return documentOf(title, html`<h1>${title}</h1>${content}`);
}
