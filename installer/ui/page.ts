/** The progress page: one document without anything from elsewhere, that changes while it is looked at. Pure. */
import { createHash } from 'node:crypto';
import { html, type Html } from './html.ts';
import { headlineOf, mainOf } from './page-parts.ts';
import { publicState, type MachineState, type PublicState } from './state.ts';

/** Where the page listens for changes. */
export const streamPath = '/events';
export const statePath = '/state.json';

const style = `
:root { --paper: #f6f4ef; --card: #fff; --ink: #22262b; --soft: #565d66; --line: #e2ddd2; --link: #14598c;
  --good: #1d6b3a; --good-paper: #e3f2e6; --wait: #7a4d00; --wait-paper: #fbeed2; --bad: #9c2316; --bad-paper: #fbe4e0; }
@media (prefers-color-scheme: dark) { :root { --paper: #16191d; --card: #1f242a; --ink: #e9e6df; --soft: #a8afb8; --line: #343b43;
  --link: #8cc4f0; --good: #8fd9a6; --good-paper: #1c3425; --wait: #f0c778; --wait-paper: #3a2f17; --bad: #ffa99c; --bad-paper: #431f1a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
p { margin: .25rem 0 .75rem; }
a { color: var(--link); }
.soft, small { color: var(--soft); }
.state { padding: .9rem 1.1rem; border-radius: .75rem; font-weight: 600; }
.good { background: var(--good-paper); color: var(--good); }
.wait { background: var(--wait-paper); color: var(--wait); }
.bad { background: var(--bad-paper); color: var(--bad); }
progress { width: 70%; height: 1rem; accent-color: var(--link); vertical-align: middle; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem; margin: 1rem 0; }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: .4rem 0; }
li + li { border-top: 1px solid var(--line); }
.running { font-weight: 600; }
.failed { color: var(--bad); }
pre, code { font: .88rem/1.5 ui-monospace, monospace; }
button { font: inherit; font-weight: 600; padding: .65rem 1.1rem; border: 0; border-radius: .5rem; background: var(--link); color: var(--card); }
pre { margin: 0 0 .75rem; padding: .6rem .75rem; overflow-x: auto; white-space: pre-wrap; background: var(--paper); border-radius: .5rem; }
`;

// A message carries the title and the inside of <main>, escaped already. The machine restarts at the end: then the page stays as it was.
const script = `
if (window.EventSource) new EventSource('${streamPath}').onmessage = function (message) {
  var news = JSON.parse(message.data);
  document.title = news.title;
  document.querySelector('main').innerHTML = news.main;
};
else setTimeout(function () { location.reload(); }, 5000);
`;

const fingerprint = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but the page's own style and script runs, and nobody may frame it. */
export const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src ${fingerprint(style)}`,
    `script-src ${fingerprint(script)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Without it a browser does not say on which page a button was pressed; other sites are told nothing all the same.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

export function pageHtml(state: PublicState): string {
  const program: Html = { html: script };
  return shell(titleOf(state), html`<main aria-live="polite">${mainOf(state)}</main>
<noscript><p><a href="/">Look again</a></p></noscript>
<script>${program}</script>`);
}

/** A page of the same looks that stays as it is. */
export function documentOf(title: string, main: Html): string {
  return shell(title, html`<main>${main}</main>`);
}

function shell(title: string, body: Html): string {
  const own: Html = { html: style };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${own}</style>
</head>
<body>
${body}
</body>
</html>
`.html;
}

/** What the page is sent when the state has changed. */
export function pageMessage(state: PublicState): string {
  return JSON.stringify({ title: titleOf(state), main: mainOf(state).html });
}

/** The state for programs; a recovery sheet, were there one, stays behind. */
export function stateJson(state: PublicState | MachineState): string {
  return `${JSON.stringify('recoverySheet' in state ? publicState(state) : state)}\n`;
}

function titleOf(state: PublicState): string {
  return `${state.site?.name ?? 'Pintxo'}: ${headlineOf(state)}${state.phase === 'installing' ? ` (${state.percent} %)` : ''}`;
}
