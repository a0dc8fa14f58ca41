/** What must hold on a machine that went through power cuts. */
import { type Machine, MachineError, readFat } from '../harness/index.ts';
import { asRoot, readyGuest, statusOf } from '../guest.ts';
import type { Hardware } from '../platform.ts';
import type { Chain } from './chains.ts';
import type { DiskState } from './disk-state.ts';
import type { Ground } from './ground.ts';

/** On a healthy machine: the site as given, SSH, every block of the data, the stick. @throws MachineError with what does not hold. */
export async function verifyMachine(machine: Machine, hardware: Hardware, ground: Pick<Ground, 'site' | 'kept'>, chain: Chain): Promise<void> {
  const expect = (holds: boolean, words: string): void => {
    if (!holds) throw machine.console.failure(words);
  };
  const guest = await readyGuest(machine, hardware);
  expect((await statusOf(guest)).state === 'healthy', 'pintxo status does not say healthy');
  expect((await asRoot(guest, 'cat /var/lib/pintxo/site.yaml')) === ground.site, 'the machine has another site.yaml than was given');
  expect((await readFat(hardware.stick, 'PINTXO', 'site.yaml')) === ground.site, 'the site.yaml on the stick is damaged');
  for (const { path, text } of ground.kept(chain.phase)) expect((await asRoot(guest, `cat ${path}`)) === text, `${path} is gone`);
  await asRoot(guest, 'btrfs scrub start -B /var', 600_000);
  await asRoot(guest, 'btrfs device stats --check /var');
}

const isInstalled = 'is installed already';
const beginsInstalling = /step \d+ of \d+/;

/** What a start must not say, by what the disk was at power-on. @throws MachineError when it said it. */
export function verifyWords(text: string, state: DiskState): void {
  // What comes after the restart is about a disk that was installed in the meantime.
  const said = text.split('Installed. The machine restarts')[0] ?? '';
  if (state === 'installed' && beginsInstalling.test(said)) throw new MachineError(`an installed disk was installed over:\n${said}`);
  if (state !== 'installed' && said.includes(isInstalled)) throw new MachineError(`a ${state} disk counted as installed:\n${said}`);
}
