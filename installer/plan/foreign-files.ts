/** Files on the EFI partition of an installed disk that firmware or boot loader would load, and that we did not put there. Pure. */
import { plain } from '../../builder/render/plain.ts';

/** Paths as FAT compares them: in lower case. */
const ours: readonly RegExp[] = [/^efi\/boot\/bootx64\.efi$/, /^efi\/systemd\/systemd-bootx64\.efi$/, /^efi\/linux\/pintxo_[^/]+\.efi$/, /^loader\/loader\.conf$/];

// systemd-boot(7) and systemd-stub(7); `startup.nsh` is run by the shell that some firmware has.
const loaded: readonly RegExp[] = [
  /^efi\/systemd\/drivers\//,
  /^loader\/(addons|entries|credentials|keys|extensions)\//,
  /^efi\/linux\/.*\.(efi|conf|cred|raw)$/,
  /\.efi\.extra\.d\//,
  /\.efi$/,
  /^startup\.nsh$/,
];

// What a stick parks there is judged before it is loaded.
const parked = 'pintxo/';

/** In the order given; `paths` from the top of the EFI partition. */
export function foreignFiles(paths: readonly string[]): string[] {
  const foreign = paths.filter((path) => {
    const lower = path.toLowerCase();
    return !lower.startsWith(parked) && !ours.some((pattern) => pattern.test(lower)) && loaded.some((pattern) => pattern.test(lower));
  });
  return foreign.map((path) => plain(path));
}
