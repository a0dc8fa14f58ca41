/** Shows the stages of a build as they go by. */
import { startProgress, type Progress } from '../report/progress.ts';
import type { BuildObserver } from './build.ts';

export function buildObserver(): BuildObserver {
  let progress: Progress | undefined;
  return {
    started: (stage) => void (progress = startProgress(stage.title)),
    said: (line) => progress?.detail(line),
    finished: ({ seconds, cached }, { title }) => progress?.done(cached ? `${title} (unchanged)` : `${title} (${seconds.toFixed(1)} s)`),
    failed: ({ title }) => progress?.failed(title),
  };
}
