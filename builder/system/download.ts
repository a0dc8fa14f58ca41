/** Downloads that go on where they were cut, and count only with the right checksum. */
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import fetch, { AbortError, FetchError, type Response } from 'node-fetch';
import { digestFile } from './digest.ts';
import { freeBytes } from './space.ts';

export interface Download {
  readonly url: string;
  readonly file: string;
  /** SHA-256, hexadecimal. */
  readonly checksum: string;
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  /** `total` is undefined where the server does not say. */
  onBytes(bytes: number, total: number | undefined): void;
  /** Attempts in a row that bring nothing new, before it is given up. */
  readonly tries?: number;
}

/** What went wrong and what helps, in words; undefined when the file is there, whole and right. */
export type DownloadOutcome = string | undefined;

/**
 * Fetches the file unless it is there. What was fetched before an interruption stays in `<file>.download`, and the next call
 * goes on with it; `<file>` itself appears when its checksum is right. A wrong checksum removes what was fetched.
 */
export async function download({ url, file, checksum }: Download, options: DownloadOptions): Promise<DownloadOutcome> {
  const partial = `${file}.download`;
  await mkdir(dirname(file), { recursive: true });
  if ((await bytesOf(file)) > 0 && (await digestFile(file)) === checksum.toLowerCase()) return undefined;
  const problem = await fetchWhole(url, partial, options);
  if (problem !== undefined) return problem;
  const found = await digestFile(partial);
  if (found !== checksum.toLowerCase()) {
    await rm(partial, { force: true });
    return `${url} is not what was expected (SHA-256 ${found} instead of ${checksum}); check the address and the checksum, nothing was kept`;
  }
  await rename(partial, file);
  return undefined;
}

async function fetchWhole(url: string, partial: string, options: DownloadOptions): Promise<DownloadOutcome> {
  let wasted = 0;
  for (;;) {
    const before = await bytesOf(partial);
    const outcome = await fetchRest(url, partial, before, options);
    if (outcome.kind === 'whole') return undefined;
    if (outcome.kind === 'refused') return outcome.problem;
    wasted = (await bytesOf(partial)) > before ? 0 : wasted + 1;
    if (wasted >= (options.tries ?? 3)) return `${url}: the connection was cut (${outcome.problem}); run the same command again, it goes on where it stopped`;
  }
}

type Attempt = { readonly kind: 'whole' } | { readonly kind: 'refused' | 'cut'; readonly problem: string };

async function fetchRest(url: string, partial: string, from: number, options: DownloadOptions): Promise<Attempt> {
  try {
    const free = await freeBytes(dirname(partial));
    const response = await fetch(url, { signal: options.signal, headers: from > 0 ? { Range: `bytes=${from}-` } : {} });
    if (response.status === 416 && from > 0) return { kind: 'whole' };
    if (!response.ok) return { kind: 'refused', problem: `${url}: the server answers ${response.status} ${response.statusText}; check the address` };
    return await save(response, partial, response.status === 206 ? from : 0, free, options);
  } catch (error) {
    if (error instanceof AbortError || options.signal.aborted) throw error;
    if (!(error instanceof FetchError) && !isCut(error)) throw error;
    return { kind: 'cut', problem: error.message };
  }
}

async function save(response: Response, partial: string, start: number, free: number, options: DownloadOptions): Promise<Attempt> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isNaN(length) ? undefined : start + length;
  if (length > free) return { kind: 'refused', problem: `${partial}: ${length} bytes are still to come and only ${free} are free; make room` };
  if (response.body === null) return { kind: 'cut', problem: 'an empty answer' };
  const file = await open(partial, start > 0 ? 'a' : 'w');
  let have = start;
  try {
    // Each piece is on the disk before the next one is asked for: what came before a cut is never lost.
    for await (const piece of response.body) {
      const { bytesWritten } = await file.write(Buffer.from(piece));
      options.onBytes((have += bytesWritten), total);
    }
  } finally {
    await file.close();
  }
  return total === undefined || have === total ? { kind: 'whole' } : { kind: 'cut', problem: `${have} of ${total} bytes came` };
}

async function bytesOf(path: string): Promise<number> {
  return stat(path).then(({ size }) => size, () => 0);
}

function isCut(error: unknown): error is Error {
  const codes = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
