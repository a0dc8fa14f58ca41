/** Where things lie on the machine. */

export const state = {
  /** The site as the machine was installed with, and as changed since. */
  site: '/var/lib/pintxo/site.yaml',
  /** Digests of the site files that sticks left on an EFI partition and the machine took over, a line each. */
  takenIn: '/var/lib/pintxo/taken-in',
  /** The last site that could be used, for when the current one cannot. */
  lastGoodSite: '/var/lib/pintxo/site.last-good.yaml',
  /** Link roles by permanent MAC address, decided once. */
  links: '/var/lib/pintxo/links.json',
  /** UUIDs of storage pools that an earlier system made and this one took over, by their names. */
  adoptedPools: '/var/lib/pintxo/adopted-pools.json',
  /** A file for each pool whose disks were not made alike to the end. */
  poolsBehind: '/var/lib/pintxo/pools-behind',
  /** Its presence says that the link to the outside had no address when the machine last ran. */
  silentOutside: '/var/lib/pintxo/silent-outside',
  /** Of encrypted disks: `key`, and the empty files `bound` (to the TPM as the machine is now) and `unread` (by anybody). */
  recovery: '/var/lib/pintxo/recovery',
  /** Version of a system that a stick parked on the EFI partition, for the running one to put in its place. */
  parkedSystem: '/var/lib/pintxo/parked-system',
  /** Its presence asks the early system to forget everything else below /var. */
  resetRequest: '/var/lib/pintxo/reset-request',
};

export const runtime = {
  plan: '/run/pintxo/plan.json',
  rendered: '/run/pintxo/rendered.json',
  /** Paths of placed files that their units have not been told of yet. */
  untold: '/run/pintxo/untold.json',
  status: '/run/pintxo/status.json',
  /** Its presence says that bring-up itself found this version doing its work. */
  foundHealthy: '/run/pintxo/found-healthy',
  /** MAC addresses of the links that had a cable when all were last asked for a network. */
  asked: '/run/pintxo/asked.json',
  /** What the early system found out about the disks. */
  state: '/run/pintxo/state',
  /** Made by the early system where something is to be mended. */
  needsRepair: '/run/pintxo/needs-repair',
};

export const image = {
  release: '/usr/share/pintxo/release.json',
  templates: '/usr/share/pintxo/templates',
};

/** site.yaml from a stick that reinstalled the system and kept the data. */
export const espHandIn = '/efi/pintxo/site.yaml';
