/** Progress of work that takes a while: a spinner on a terminal, plain lines elsewhere. Written to stderr. */
import ora from 'ora';

export interface Progress {
  /** Shown behind the title while the work goes on. */
  detail(text: string): void;
  done(text: string): void;
  failed(text: string): void;
}

export function startProgress(title: string): Progress {
  return process.stderr.isTTY ? spinner(title) : lines(title);
}

function spinner(title: string): Progress {
  const view = ora({ text: title, discardStdin: false }).start();
  return {
    detail: (text) => void (view.text = `${title}: ${text}`.slice(0, (process.stderr.columns ?? 80) - 3)),
    done: (text) => void view.succeed(text),
    failed: (text) => void view.fail(text),
  };
}

function lines(title: string): Progress {
  console.error(`${title} ...`);
  return {
    detail: () => undefined,
    done: (text) => console.error(text),
    failed: (text) => console.error(`failed: ${text}`),
  };
}

/** Shows `work` as one step of progress and gives its result. */
export async function withProgress<Result>(title: string, work: (progress: Progress) => Promise<Result>): Promise<Result> {
  const progress = startProgress(title);
  const started = performance.now();
  try {
    const result = await work(progress);
    progress.done(`${title} (${seconds(started)})`);
    return result;
  } catch (error) {
    progress.failed(title);
    throw error;
  }
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
