/** What is remembered of the way outside, and what people are told of links and cables. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { RoleLink } from '../../templates/contract.ts';
import { captureLinks } from '../inventory/read.ts';
import { idOf, idOfRole } from '../plan/link-id.ts';
import type { LinkDecision } from '../plan/links.ts';
import type { SwapQuestion } from '../plan/moved-cable.ts';
import { isSameRouter, nothingRemembered, UplinkMemory } from '../plan/uplink-memory.ts';
import { writeDurably } from '../system/durable.ts';
import { readJson } from '../system/json.ts';
import { runtime, state } from '../system/paths.ts';
import { routerOn } from '../system/router.ts';

const LinkNotes = z.object({
  problems: z.array(z.string()),
  question: z.object({ outside: z.string(), candidate: z.string() }).optional(),
});
export type LinkNotes = z.infer<typeof LinkNotes>;

export async function readUplinkMemory(): Promise<UplinkMemory> {
  return (await readJson(state.uplink, UplinkMemory)) ?? nothingRemembered;
}

/** Keeps who the router outside is and which cables the house has, while both can be seen. */
export async function rememberUplink(roles: readonly RoleLink[]): Promise<void> {
  const router = await routerOn('wan0');
  if (router === undefined) return;
  const inside = roles.filter(({ kind }) => kind === 'lan').map(idOfRole);
  const before = await readUplinkMemory();
  const cabled = (await captureLinks()).filter((link) => link.carrier && inside.includes(idOf(link))).map(idOf);
  // A switch that is still starting shows no cable: what was one stays one while the router is the same.
  const known = isSameRouter(before.router, router) ? before.cabled.filter((port) => inside.includes(port)) : [];
  const memory: UplinkMemory = { router, cabled: [...new Set([...known, ...cabled])].sort() };
  if (!isDeepStrictEqual(memory, before)) await writeDurably(state.uplink, JSON.stringify(memory));
}

export async function forgetUplink(): Promise<void> {
  await writeDurably(state.uplink, JSON.stringify(nothingRemembered));
}

export async function readLinkNotes(): Promise<LinkNotes> {
  return (await readJson(runtime.linkNotes, LinkNotes)) ?? { problems: [] };
}

export async function noteLinks({ problems, question }: Pick<LinkDecision, 'problems' | 'question'>): Promise<void> {
  await writeDurably(runtime.linkNotes, JSON.stringify({ problems, question }));
}

/** A question that was asked stays until the way outside answers, or the links are asked again. */
export async function noteAgain({ problems }: Pick<LinkDecision, 'problems'>, isAnswered: boolean): Promise<void> {
  const before = await readLinkNotes();
  const asked = isAnswered ? [] : before.question === undefined ? [] : before.problems;
  const question: SwapQuestion | undefined = isAnswered ? undefined : before.question;
  await noteLinks({ problems: [...new Set([...problems, ...asked])], question });
}
