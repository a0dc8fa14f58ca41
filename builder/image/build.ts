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
  said(line: string): void;
  finished(report: StageReport, stage: Stage): void;
  failed(stage: Stage): void;
}

export interface BuildResult {
  readonly outputs: ReadonlyMap<StageName, string>;
  readonly reports: readonly StageReport[];
}

/** Runs the stages and gives the folder of each one's output. */
export async function runStages(
  stages: readonly Stage[],
  observer: BuildObserver,
  signal?: AbortSignal,
): Promise<BuildResult> {
  const keys = new Map<StageName, string>();
  const outputs = new Map<StageName, string>();
  const reports: StageReport[] = [];
  for (const stage of stages) {
    const key = await keyOf(stage, keys);
    keys.set(stage.name, key);
    outputs.set(stage.name, outputFolder(stage.name, key));
    reports.push(await runStage(stage, key, outputs, observer, signal));
  }
  return { outputs, reports };
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
    await executeStage({ stage, out, outputs, signal, onLine: (line) => observer.said(line) });
    await moveTo(out, outputFolder(stage.name, key));
    await prune(stage.name, 2);
  } catch (error) {
    observer.failed(stage);
    throw error;
  } finally {
    await removeTree(out);
  }
}
