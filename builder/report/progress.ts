/** Progress of work that takes a while: a spinner on a terminal, plain lines elsewhere. Written to stderr. */
import ora from 'ora';

export interface Progress {
  /** Shown behind the title while the work goes on. */
  detail(text: string): void;
  done(text: string): void;
  failed(text: string): void;
}

export function startProgress(title: string): Progress {
  // A serial line is a terminal that knows no width; a spinner cannot be drawn there.
  return process.stderr.isTTY && process.stderr.columns > 0 ? spinner(title) : lines(title);
}

// One spinner for all that goes on at once: a terminal has one last line.
const running = new Map<symbol, string>();
const view = ora({ discardStdin: false });

function spinner(title: string): Progress {
  const id = Symbol(title);
  const show = (text: string): void => {
    running.set(id, text);
    view.text = lastLine();
    if (!view.isSpinning) view.start();
  };
  const end = (print: () => void): void => {
    running.delete(id);
    print();
    if (running.size > 0) view.start(lastLine());
  };
  show(title);
  return {
    detail: (text) => show(`${title}: ${text}`),
    done: (text) => end(() => view.succeed(text)),
    failed: (text) => end(() => view.fail(text)),
  };
}

function lastLine(): string {
  return [...running.values()].join(' | ').slice(0, process.stderr.columns - 3);
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
