/** The parts of the progress page that change. Pure. */
import { html, type Html } from './html.ts';
import { urlsOf } from './reach.ts';
import { currentStep, type Phase, type Problem, type PublicState, type StepState } from './state.ts';

/** Where the recovery sheet is handed out, on this page and on the portal. */
export const sheetPath = '/recovery';

const nothing: Html = { html: '' };

const moods: Readonly<Record<Phase, string>> = { starting: 'wait', looking: 'wait', installing: 'wait', done: 'good', stopped: 'bad', failed: 'bad' };

/** What stands inside `<main>`. */
export function mainOf(state: PublicState): Html {
  return html`<h1>${state.site?.name ?? 'Pintxo'}</h1>
<p class="soft">${state.site?.domain ?? ''}</p>
<p class="state ${moods[state.phase]}">${headlineOf(state)}</p>
${state.steps.length === 0 ? nothing : html`<p><progress max="100" value="${state.percent}"></progress> ${state.percent} %</p>`}
${wordsOf(state)}
${state.asking.length === 0 ? nothing : html`<section><h2>Waiting for somebody at the machine</h2>${state.asking.map((line) => html`<p>${line}</p>`)}</section>`}
${sheetOf(state)}
${state.problems.map(problemOf)}
${listOf('Steps', state.steps.map(stepOf))}
${listOf('Disks', state.disks.map(({ path, name, verdict, reason }) => html`<li><code>${path}</code> ${name}<br><b>${verdict}</b>: ${reason}</li>`))}
${listOf('Where this page is', urlsOf(state.addresses).map((url) => html`<li><a href="${url}">${url}</a></li>`))}
${state.log.length === 0 ? nothing : html`<section><h2>In detail</h2><pre>${state.log.join('\n')}</pre></section>`}
<p class="soft">${state.version === '' ? '' : `Pintxo ${state.version}`}</p>`;
}

export function headlineOf(state: PublicState): string {
  const step = currentStep(state);
  if (state.phase !== 'installing' || step === undefined) return state.title;
  return `${state.title}: step ${step.number} of ${state.steps.length}, ${step.title}`;
}

function wordsOf({ lastWords, outcome, site }: PublicState): Html {
  if (outcome === null) return nothing;
  const restarts = outcome === 'installed' || outcome === 'refreshed' || outcome === 'handed-over';
  const address = site === null ? '' : `https://${site.domain}/`;
  const next = restarts && address !== '' ? html`<p>When it has started again: <a href="${address}">${address}</a></p>` : nothing;
  return html`<section>${lastWords.map((line) => html`<p>${line}</p>`)}${next}</section>`;
}

function sheetOf({ sheetWaits }: PublicState): Html {
  if (!sheetWaits) return nothing;
  return html`<section><h2>Recovery sheet</h2><p>Nobody has the key of the encrypted disks yet: <a href="${sheetPath}">how the administrator gets it</a>.</p></section>`;
}

function problemOf({ problem, remedies }: Problem): Html {
  const help = remedies.length === 0 ? nothing : html`<h2>What helps</h2>${remedies.map(remedyOf)}`;
  return html`<section><h2>What is wrong</h2><p>${problem}</p>${help}</section>`;
}

// The first line of a remedy is a sentence; the lines after it are there to be pasted.
function remedyOf(remedy: string): Html {
  const [sentence = '', ...lines] = remedy.split('\n');
  return html`<p>${sentence}</p>${lines.length === 0 ? nothing : html`<pre>${lines.join('\n')}</pre>`}`;
}

const words: Readonly<Record<StepState['state'], string>> = { waiting: 'waiting', running: 'now', done: 'done', failed: 'failed' };

function stepOf({ title, state }: StepState): Html {
  return html`<li class="${state}">${title} <small>${words[state]}</small></li>`;
}

function listOf(title: string, items: readonly Html[]): Html {
  return items.length === 0 ? nothing : html`<section><h2>${title}</h2><ul>${items}</ul></section>`;
}
