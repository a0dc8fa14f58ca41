/** HTTP POST to servers elsewhere. */

const timeoutMs = 15_000;

/** A name and password in the address are sent as a header. @throws Error when there is no answer in time, or one that says that it was not taken. */
export async function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> {
  const target = new URL(url);
  const { username, password } = target;
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const authorization = username === '' ? {} : { Authorization: `Basic ${login}` };
  [target.username, target.password] = ['', ''];
  const response = await fetch(target, { method: 'POST', headers: { ...headers, ...authorization }, body, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the server answered with status ${response.status}`);
}
