/** Runs the stages of an image in order, each only when its inputs changed. */
import { join } from 'node:path';
import { makeFolder, moveTo, removeTree, touch } from '../system/files.ts';
import { folders } from '../system/paths.ts';
import { isCached, keyOf, outputFolder, prune } from './cache.ts';
import { executeStage } from './execute.ts';
import type { Stage, StageName } from './stage.ts';

export interface StageReport {
  readonly name: StageName;
  readonly seconds: number;
  readonly cached: boolean;
}

export interface BuildObserver {
  started(stage: Stage): void;
  said(stage: Stage, line: string): void;
  finished(report: StageReport, stage: Stage): void;
  failed(stage: Stage): void;
}

export interface BuildResult {
  readonly outputs: ReadonlyMap<StageName, string>;
  readonly reports: readonly StageReport[];
}

/**
 * Runs the stages, each as soon as those it needs are done, and gives the folder of each one's output.
 * When one fails, nothing new is begun, and what still runs is stopped.
 */
export async function runStages(
  stages: readonly Stage[],
  observer: BuildObserver,
  signal?: AbortSignal,
): Promise<BuildResult> {
  signal?.throwIfAborted();
  const failure = new AbortController();
  const stop = failure.signal;
  signal?.addEventListener('abort', () => failure.abort(signal.reason), { once: true });
  const keys = await keysOf(stages);
  const outputs = new Map(stages.map(({ name }) => [name, outputFolder(name, keys.get(name) ?? '')]));
  const running = new Map<StageName, Promise<StageReport>>();
  for (const stage of stages) {
    const before = stage.needs.flatMap((name) => running.get(name) ?? []);
    running.set(
      stage.name,
      Promise.all(before).then(() => {
        stop.throwIfAborted();
        return runStage(stage, keys.get(stage.name) ?? '', outputs, observer, stop);
      }),
    );
  }
  const reports = await allOrFirstFailure([...running.values()], failure);
  return { outputs, reports };
}

async function keysOf(stages: readonly Stage[]): Promise<Map<StageName, string>> {
  const keys = new Map<StageName, string>();
  for (const stage of stages) keys.set(stage.name, await keyOf(stage, keys));
  return keys;
}

// The first failure is the one to tell; the others are only its echo. All have ended when this returns.
async function allOrFirstFailure<Value>(promises: ReadonlyArray<Promise<Value>>, failure: AbortController): Promise<Value[]> {
  let first: { readonly error: unknown } | undefined;
  const watched = promises.map((promise) =>
    promise.catch((error: unknown) => {
      first ??= { error };
      failure.abort();
    }),
  );
  await Promise.all(watched);
  if (first !== undefined) throw first.error;
  return Promise.all(promises);
}

async function runStage(
  stage: Stage,
  key: string,
  outputs: ReadonlyMap<StageName, string>,
  observer: BuildObserver,
  signal?: AbortSignal,
): Promise<StageReport> {
  observer.started(stage);
  const started = performance.now();
  const cached = isCached(stage.name, key);
  if (cached) await touch(outputFolder(stage.name, key));
  else await makeOutput(stage, key, outputs, observer, signal);
  const report = { name: stage.name, seconds: (performance.now() - started) / 1000, cached };
  observer.finished(report, stage);
  return report;
}

// The output appears under its key only when it is complete.
async function makeOutput(
  stage: Stage,
  key: string,
  outputs: ReadonlyMap<StageName, string>,
  observer: BuildObserver,
  signal?: AbortSignal,
): Promise<void> {
  const out = join(folders.cache, 'work', `${stage.name}-${process.pid}`);
  await removeTree(out);
  await makeFolder(out);
  try {
    await executeStage({ stage, out, outputs, signal, onLine: (line) => observer.said(stage, line) });
    await moveTo(out, outputFolder(stage.name, key));
    await prune(stage.name, 2);
  } catch (error) {
    observer.failed(stage);
    throw error;
  } finally {
    await removeTree(out);
  }
}
