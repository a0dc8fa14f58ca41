/** Where things lie on the machine. */

export const state = {
  /** The site as the machine was installed with, and as changed since. */
  site: '/var/lib/pintxo/site.yaml',
  /** Digests of the site files that the machine has had, a line each. */
  takenIn: '/var/lib/pintxo/taken-in',
  /** What came from outside and waits for a proof: `site.yaml` and `site.json`; and `refused`, digests a line each. */
  proposals: '/var/lib/pintxo/proposals',
  /** The last site that could be used, for when the current one cannot. */
  lastGoodSite: '/var/lib/pintxo/site.last-good.yaml',
  /** Link roles by permanent MAC address, decided once. */
  links: '/var/lib/pintxo/links.json',
  /** UUIDs of storage pools that an earlier system made and this one took over, by their names. */
  adoptedPools: '/var/lib/pintxo/adopted-pools.json',
  /** The router outside and the cables of the house, as they were when the way outside last worked. */
  uplink: '/var/lib/pintxo/uplink.json',
  /** Where the networks of the house are since the first installation. */
  networks: '/var/lib/pintxo/networks.json',
  /** A file for each pool whose disks were not made alike to the end. */
  poolsBehind: '/var/lib/pintxo/pools-behind',
  /** Its presence says that the link to the outside had no address when the machine last ran. */
  silentOutside: '/var/lib/pintxo/silent-outside',
  /** Of encrypted disks: `key`; the empty files `bound` (to the TPM as the machine is now) and `unread` (by anybody); `loose` (the next start opens them whatever cards and firmware are there): the slots of that, a line each. */
  recovery: '/var/lib/pintxo/recovery',
  /** Version of a system that a stick parked on the EFI partition, for the running one to put in its place. */
  parkedSystem: '/var/lib/pintxo/parked-system',
  /** The last system from outside that was not let in, and why. */
  refusedSystem: '/var/lib/pintxo/refused-system.json',
  /** Digests of the manifests of systems that an administrator let in, a line each. */
  acceptedSystems: '/var/lib/pintxo/accepted-systems',
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
  /** The recovery sheet, encrypted to the site's keys, while nobody has said to have it. */
  sheet: '/run/pintxo/recovery-sheet.age',
  /** What the progress page says while the stick installs. */
  installPage: '/run/pintxo/install-page.json',
  /** What people are told of links and cables. */
  linkNotes: '/run/pintxo/link-notes.json',
  /** What the early system found out about the disks. */
  state: '/run/pintxo/state',
  /** Paths of files on the EFI partition that firmware or boot loader would load, and that are not this system's. */
  foreignFiles: '/run/pintxo/foreign-files.json',
  /** Made by the early system where something is to be mended. */
  needsRepair: '/run/pintxo/needs-repair',
  /** Of each disk that was asked, what smartctl said of it: `sda.json`. */
  smart: '/run/pintxo/smart',
  /** Locks, in a folder that only root may look into. */
  locks: '/run/pintxo/locks',
};

export const image = {
  release: '/usr/share/pintxo/release.json',
  templates: '/usr/share/pintxo/templates',
  /** Public keys of those whose systems are placed (minisign), a file each. */
  keys: '/usr/share/pintxo/keys',
};

/** The EFI partition that the machine was started from. */
export const espFolder = '/efi';

/** site.yaml from a stick; beside it may lie its signature (`.sig`) and a seal made with the recovery key (`.seal`). */
export const espHandIn = '/efi/pintxo/site.yaml';
