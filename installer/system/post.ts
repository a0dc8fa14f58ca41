/** HTTP POST to servers elsewhere. */

const timeoutMs = 15_000;

/** @throws Error when there is no answer in time, or one that says that it was not taken. */
export async function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the server answered with status ${response.status}`);
}
