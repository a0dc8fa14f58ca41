/** Guests: the part of a module's facts that a hypervisor acts on. */

/** A virtual machine beside the platform, where there is a hypervisor; cloud-init makes it ready at its first start. */
export interface Guest {
  readonly kind: 'vm';
  /** Host name, and the first label of its name in the zone: small letters, digits and hyphens. */
  readonly name: string;
  readonly title: string;
  /** File name of a cloud image, such as `debian-13-genericcloud-amd64.qcow2`. */
  readonly image: string;
  readonly cores: number;
  readonly memoryMebibytes: number;
  readonly diskGibibytes: number;
  readonly zone: string;
  /** Fixed address in the zone, without prefix length; from DHCP where there is none. */
  readonly address?: string | undefined;
  /** Debian packages. */
  readonly packages?: readonly string[] | undefined;
  readonly files?: readonly GuestFile[] | undefined;
  /** Run once, as root, when everything else is done. */
  readonly commands?: readonly string[] | undefined;
}

export interface GuestFile {
  /** Absolute. */
  readonly path: string;
  readonly content: string;
  /** Octal, `0644` if left out. */
  readonly mode?: string | undefined;
}
