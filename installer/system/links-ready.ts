/** Drivers are found while the machine starts: who looks at its links too early misses some. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listFolder, readText } from './files.ts';

const devices = '/sys/bus/pci/devices';
/** Exists while udev has work. */
const queue = '/run/udev/queue';
const ethernet = '0x0200';

/** Waits until every Ethernet card on the board has its link, or nobody looks for drivers any more, or the time is over. */
export async function linksReady(patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && !(await haveLinks()) && (await isBusy())) await sleep(250);
}

async function haveLinks(): Promise<boolean> {
  const cards = await Promise.all((await listFolder(devices)).map(hasLink));
  return cards.every((ready) => ready);
}

// A card of a virtual machine has its link one level deeper.
async function hasLink(device: string): Promise<boolean> {
  const folder = `${devices}/${device}`;
  if ((await readText(`${folder}/class`))?.startsWith(ethernet) !== true) return true;
  const virtio = (await listFolder(folder)).filter((name) => name.startsWith('virtio'));
  const links = await Promise.all([folder, ...virtio.map((name) => `${folder}/${name}`)].map((place) => listFolder(`${place}/net`)));
  return links.flat().length > 0;
}

async function isBusy(): Promise<boolean> {
  return (await readText(queue)) !== undefined;
}
