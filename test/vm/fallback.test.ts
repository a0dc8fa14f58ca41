/** A new version that never becomes healthy uses up its tries by itself, and the version before starts again, with nobody there. */
import test from 'ava';
import { startMachine } from './harness/index.ts';
import { asRoot, readyGuest } from './guest.ts';
import { forwardedNic, hopeless, installFromStick, prepareHardware, siteDomain, siteWithPassword, startInstalled, switchOff, systemDisks, type Hardware } from './platform.ts';
import { image, workshopFor } from './workshop.ts';

const selected = "tr -d '\\000' < /sys/firmware/efi/efivars/LoaderEntrySelected-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
// Both versions of this machine lack their HTTPS; the old one was found good before.
const withoutHttps = ['-smbios', 'type=11,value=io.systemd.stub.kernel-cmdline-extra=systemd.mask=caddy.service'];

const directory = await workshopFor(test, 'fallback');
let hardware: Hardware;

test.before(async () => {
  hardware = await prepareHardware(directory, image, siteWithPassword);
  await installFromStick(hardware);
});

test.serial('after the last try of a version that is not healthy the one before is started', async (t) => {
  const node = await startInstalled(hardware);
  // The same system under a higher number, with one try.
  const kernels = await asRoot(await readyGuest(node, hardware), 'cd /efi/EFI/Linux && cp pintxo_*.efi pintxo_99.0.0+1.efi && sync && ls');
  t.regex(kernels, /^pintxo_\d\S*\.efi\npintxo_99\.0\.0\+1\.efi\n$/);
  await switchOff(node);

  const machine = await startMachine({ name: 'fallback', directory, disks: systemDisks(hardware), nics: [forwardedNic], onReboot: 'reset', extra: withoutHttps });
  await machine.console.waitFor(`${siteDomain} is degraded`, { timeoutMs: 900_000, what: 'the verdict on the new version', unless: hopeless });
  await machine.console.waitFor('reboot: Restarting system', { timeoutMs: 120_000, what: 'a restart by itself' });
  await machine.console.waitFor('EFI stub', { timeoutMs: 120_000, what: 'the next start' });
  const guest = await readyGuest(machine, hardware);
  t.regex(await asRoot(guest, selected), /pintxo_(?!99)/);
  t.regex(await asRoot(guest, 'ls /efi/EFI/Linux'), /^pintxo_99\.0\.0\+0-1\.efi$/m);
  await switchOff(machine);
});
