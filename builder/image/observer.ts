/** Shows the stages of a build as they go by; several may run at once. */
import { startProgress, type Progress } from '../report/progress.ts';
import type { BuildObserver } from './build.ts';

export function buildObserver(): BuildObserver {
  const running = new Map<string, Progress>();
  return {
    started: ({ title }) => void running.set(title, startProgress(title)),
    said: ({ title }, line) => running.get(title)?.detail(line),
    finished: ({ seconds, cached }, { title }) => running.get(title)?.done(cached ? `${title} (unchanged)` : `${title} (${seconds.toFixed(1)} s)`),
    failed: ({ title }) => running.get(title)?.failed(title),
  };
}
