/** What a virtual mini-PC is made of. */

export type Accelerator = 'kvm' | 'tcg';

export interface MachineSpec {
  /** Shows in messages and file names. */
  readonly name: string;
  readonly disks: readonly DiskSpec[];
  readonly nics?: readonly NicSpec[] | undefined;
  /** Default 2; 1 where instructions are counted. */
  readonly cpus?: number | undefined;
  /** MiB, default 2048. */
  readonly memory?: number | undefined;
  /**
   * Logs, UEFI variables and TPM state. Starting again in the same directory is the same hardware: boot entries and sealed keys
   * are still there. Default: a new one under the system's temporary directory, removed by `stop` unless a wait failed.
   */
  readonly directory?: string | undefined;
  /** A software TPM 2.0. Default false. */
  readonly tpm?: boolean | undefined;
  /** Graphics for somebody to look at. Default true. */
  readonly screen?: boolean | undefined;
  /** The real-time clock at power-on, `2031-05-17T08:00:00`, UTC. Default: now. */
  readonly clock?: string | undefined;
  /**
   * The guest's clocks count the instructions of its only processor, so that they say the same however busy this computer is.
   * Emulated whatever there is. Who talks to such a guest is slow in its eyes: its time limits pass at once. Default false.
   */
  readonly countsInstructions?: boolean | undefined;
  /** systemd credentials handed over by the firmware (SMBIOS type 11). */
  readonly credentials?: Readonly<Record<string, string>> | undefined;
  /** What dmidecode shows (SMBIOS type 1). */
  readonly hardware?: HardwareSpec | undefined;
  /** What a reboot of the guest does: `reset` boots again, `stop` ends the machine. Default reset. */
  readonly onReboot?: 'reset' | 'stop' | undefined;
  /** Free PCI Express slots, for disks that `Machine.plugIn` brings while the machine runs. Default 0. */
  readonly spareSlots?: number | undefined;
  /** Default: what `probeAccelerator` finds. */
  readonly accelerator?: Accelerator | undefined;
  /** Further arguments of QEMU. */
  readonly extra?: readonly string[] | undefined;
}

export interface HardwareSpec {
  readonly manufacturer?: string | undefined;
  readonly product?: string | undefined;
  readonly serial?: string | undefined;
  readonly uuid?: string | undefined;
}

export interface DiskSpec {
  readonly image: string;
  /** Default raw. */
  readonly format?: ImageFormat | undefined;
  /** `mmc` takes one disk, whose size must be a power of two, and our firmware cannot boot from it; `usb` can be pulled out. */
  readonly bus: 'virtio' | 'nvme' | 'sata' | 'usb' | 'mmc';
  /** At most 20 characters. Default `PX-DISK-<position>`; an mmc card has none of its own. */
  readonly serial?: string | undefined;
  /** Default: the position in the list, so the firmware tries the disks in their order and nothing else. */
  readonly bootIndex?: number | undefined;
  readonly readOnly?: boolean | undefined;
  /** Whether a usb disk says it is removable media, as sticks do. Default true. */
  readonly removable?: boolean | undefined;
  /** Bytes, default 512. */
  readonly logicalSectorSize?: number | undefined;
  /** Bytes, default 512. */
  readonly physicalSectorSize?: number | undefined;
  /** A blkdebug rules file: read and write errors made to order. */
  readonly faults?: string | undefined;
  /** Writes go to a copy that ends with the machine; the image itself stays as it is. */
  readonly discardWrites?: boolean | undefined;
  /**
   * As real disks do, the disk holds writes in memory until the guest flushes them: a power cut may lose them (see
   * `Machine.powerCut`). The image, which must be raw, gets what was written when the machine has ended.
   */
  readonly volatileCache?: boolean | undefined;
  /** Of a disk with a volatile cache: the log of its writes goes here, and stays. */
  readonly keepsLogAt?: string | undefined;
}

export type ImageFormat = 'raw' | 'qcow2';

export interface NicSpec {
  readonly network: NetworkSpec;
  /** Default 52:54:00:50:58:<position>. */
  readonly mac?: string | undefined;
  /** Default virtio-net-pci. */
  readonly model?: 'virtio-net-pci' | 'e1000' | 'e1000e' | undefined;
  /** False: the cable is not plugged in at power-on. Default true. */
  readonly linkUp?: boolean | undefined;
}

export type NetworkSpec =
  | UserNetwork
  /** A cable to the other machines on the same hub (see `createHub`). */
  | { readonly kind: 'hub'; readonly path: string }
  /** No cable. */
  | { readonly kind: 'none' };

/** An internet router with DHCP, DNS and NAT, made by QEMU without any right on the host. */
export interface UserNetwork {
  readonly kind: 'user';
  /** No way to the host or the internet; forwards still work. Default false. */
  readonly restrict?: boolean | undefined;
  readonly forwards?: readonly ForwardSpec[] | undefined;
  /** CIDR, default 10.0.2.0/24; the router is .2, DNS .3, the first lease .15. */
  readonly subnet?: string | undefined;
  readonly dhcpStart?: string | undefined;
  readonly dns?: string | undefined;
  /** Default false. */
  readonly ipv6?: boolean | undefined;
}

/** A loopback port of the host that leads to a port of the guest. */
export interface ForwardSpec {
  readonly guestPort: number;
  /** Default: the first lease of the network. */
  readonly guestAddress?: string | undefined;
  /** Default: a free one, chosen by the kernel as QEMU opens it; `Machine.hostPort` tells which. */
  readonly hostPort?: number | undefined;
  /** Default tcp. */
  readonly protocol?: 'tcp' | 'udp' | undefined;
}
