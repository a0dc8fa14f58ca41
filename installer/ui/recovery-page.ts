/** The page that says how the administrator gets the recovery sheet. No page has what is in it. Pure. */
import { html, type Html } from './html.ts';
import { documentOf } from './page.ts';
import { sheetPath } from './page-parts.ts';

/** Where the sheet is handed out as it is encrypted to the keys of the site. */
export const encryptedPath = `${sheetPath}/recovery-sheet.age`;

const title = 'Recovery sheet';

/** `isEncrypted`: there is a sheet to be handed out. */
export function offerPage(isEncrypted: boolean): string {
  return page(html`<section>
<p>The disks of this machine are encrypted. Their recovery key stands on the recovery sheet, and nobody has said yet to have it.</p>
${isEncrypted ? download : onTheMachine}
<p>When it is in a safe place: <code>sudo pintxo recovery --confirm</code></p>
</section>`);
}

export function nothingPage(): string {
  return page(html`<section><p>Somebody has the recovery sheet already. An administrator can print it with <code>sudo pintxo recovery</code>.</p><p><a href="/">Back to the page of the machine</a></p></section>`);
}

const download: Html = html`<p><a href="${encryptedPath}" download="recovery-sheet.age">Get the recovery sheet, encrypted to the keys of the administrator</a></p>
<p>Nobody else can read it. To read it: <code>age --decrypt --identity ~/.ssh/id_ed25519 recovery-sheet.age</code></p>`;

const onTheMachine: Html = html`<p>No key of the administrator can have it encrypted to it, so it is on no page. Log in to the machine and run <code>sudo pintxo recovery</code>.</p>`;

function page(content: Html): string {
  return documentOf(title, html`<h1>${title}</h1>${content}`);
}
