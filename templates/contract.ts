/**
 * The contract between a module (a folder in templates/) and the platform.
 * A module declares facts; every module may read everyone's facts; none names another.
 */
import type { z } from 'zod';
import type { Site } from '../builder/site/site.ts';
import type { Zone } from '../builder/site/zones.ts';
import type { Guest } from './contract-guest.ts';
import type { Machine, Port, Pinhole, DnsName, NetworkStatus } from './contract-network.ts';
import type { GivenSecret, NeededSecret } from './contract-secrets.ts';

export type { Guest, GuestFile } from './contract-guest.ts';
export type { GivenSecret, NeededSecret } from './contract-secrets.ts';
export type { RoleLink, MachineAddress, Machine, Protocol, Port, Pinhole, DnsName } from './contract-network.ts';

/** An HTTPS name that the ingress serves: files from a folder, or a service behind a loopback port. */
export interface Published {
  readonly host: string;
  /** Addresses of the node, or further names, under which the same is served. */
  readonly aliases?: readonly string[] | undefined;
  readonly title: string;
  readonly zones: readonly string[];
  readonly backend:
    | { readonly kind: 'folder'; readonly path: string }
    | { readonly kind: 'port'; readonly port: number };
  /** Paths of the same name that a program answers, behind a unix socket that the ingress may use. */
  readonly programs?: ReadonlyArray<{ readonly path: string; readonly socket: string }> | undefined;
}

/**
 * A systemd unit the platform runs. The core starts it with pintxo.target; when the unit runs already and a rendered
 * file whose path starts with one of `files` was written or has gone, the core does what `onChange` says.
 */
export interface Unit {
  readonly unit: string;
  readonly title: string;
  readonly files: readonly string[];
  /** How a changed file reaches the running unit. */
  readonly onChange: 'reload' | 'restart' | 'nothing';
  /** Files, in the sense of `files`, that a reload is not enough for. */
  readonly restartFor?: readonly string[] | undefined;
}

/** A secret that the machine makes for itself, once, below /var/lib/pintxo; it never leaves the machine in clear. */
export type Secret =
  | { readonly kind: 'ssh-host-key'; readonly path: string }
  | {
      readonly kind: 'certificate-authority';
      /** Folder that gets root.crt, root.key, intermediate.crt, intermediate.key. */
      readonly path: string;
      /** Name of the root in people's certificate lists; the intermediate's is made from it. */
      readonly commonName: string;
      /** DNS suffixes and CIDRs the authority may sign for (critical name constraints). */
      readonly permittedNames: readonly string[];
      readonly permittedAddresses: readonly string[];
      /** System group that may read the intermediate key. */
      readonly group: string;
    }
  | {
      readonly kind: 'wireguard-key';
      readonly path: string;
      /** System group that may read it. */
      readonly group: string;
    };

/** An account on the machine. Public keys and hashes only. */
export interface User {
  readonly name: string;
  readonly administrator: boolean;
  readonly sshKeys: readonly string[];
  readonly passwordHash?: string | undefined;
}

/** A client of the site's sign-on. */
export interface OidcClient {
  readonly id: string;
  readonly title: string;
  readonly redirectUris: readonly string[];
}

/** A folder on /var that backup must keep. */
export interface StatePath {
  readonly path: string;
  readonly title: string;
}

/**
 * What must be true for the node to be called healthy. With `blame: 'machine'` a bad result is told to people but is
 * not held against the version that runs: another one would find the same broken disk.
 */
export type HealthCheck = { readonly blame?: 'machine' | undefined } & HealthCheckKind;

type HealthCheckKind =
  | { readonly kind: 'unit'; readonly title: string; readonly unit: string }
  | { readonly kind: 'dns'; readonly title: string; readonly name: string }
  | {
      readonly kind: 'https';
      readonly title: string;
      readonly host: string;
      readonly path: string;
      readonly contains: string;
    }
  | { readonly kind: 'file'; readonly title: string; readonly path: string }
  /** The provider that `unit` dials, with a secret, over the link `over`, has given an address to `link`. The file `ended` has pppd's exit status of the last try. */
  | { readonly kind: 'dialled'; readonly title: string; readonly unit: string; readonly ended: string; readonly link: string; readonly over: string; readonly secret: string }
  /** IPv4 goes through a tunnel over the link `over`; the file `found` says where its other end is, or why none was found. */
  | { readonly kind: 'tunnelled'; readonly title: string; readonly found: string; readonly over: string }
  /** A person has given the secret of this name. */
  | { readonly kind: 'secret'; readonly title: string; readonly name: string }
  /** The read-only system under this device-mapper name has shown no damaged block since power-on. */
  | { readonly kind: 'verity'; readonly title: string; readonly device: string }
  /** `table` is of the family inet. */
  | { readonly kind: 'firewall'; readonly title: string; readonly table: string }
  /** Every disk of the btrfs file system at `mount` is there and gives no errors. */
  | { readonly kind: 'disks'; readonly title: string; readonly mount: string }
  /** Nothing but this system is loaded when the machine starts. */
  | { readonly kind: 'boot-files'; readonly title: string }
  /** Encrypted disks were opened without a person, and somebody has the recovery key. */
  | { readonly kind: 'unlocking'; readonly title: string };

/** A page that the health step renders from Status, with HTML escaping, at every health run. */
export interface Page {
  /** Template on the machine, for renderPage of builder/render/page.ts. */
  readonly template: string;
  /** File that the rendered page replaces. */
  readonly output: string;
}

/** What people and monitoring are told about the node: printed by `pintxo status`, shown by pages. */
export interface Status {
  readonly state: 'healthy' | 'starting' | 'degraded';
  readonly site: { readonly name: string; readonly domain: string };
  readonly release: Release;
  readonly hostname: string;
  readonly uptimeSeconds: number;
  /** Without prefix length. */
  readonly addresses: readonly string[];
  readonly checks: ReadonlyArray<{
    readonly title: string;
    readonly module: string;
    readonly ok: boolean;
    /** What was seen, in words. */
    readonly detail: string;
  }>;
  readonly services: ReadonlyArray<{ readonly title: string; readonly host: string; readonly url: string }>;
  /** Null until the site's certificate authority has been made. */
  readonly authority: {
    /** Upper case, colon separated, as browsers show it. */
    readonly fingerprintSha256: string;
    readonly downloadUrl: string;
    /** ISO 8601 date. */
    readonly validUntil: string;
  } | null;
  /** Null while it could not be looked at. */
  readonly network?: NetworkStatus | null | undefined;
  /** Nobody has the recovery key of the encrypted disks yet. */
  readonly sheetWaits?: boolean | undefined;
  /** What came from outside and waits for a proof, with what allows it; none of it makes the machine unhealthy. */
  readonly waiting?: ReadonlyArray<{ readonly title: string; readonly detail: string; readonly remedy: string }> | undefined;
  /** ISO 8601 time. */
  readonly updatedAt: string;
}

export interface Facts {
  readonly ports: readonly Port[];
  readonly pinholes: readonly Pinhole[];
  readonly names: readonly DnsName[];
  readonly published: readonly Published[];
  readonly units: readonly Unit[];
  readonly secrets: readonly Secret[];
  readonly neededSecrets: readonly NeededSecret[];
  readonly users: readonly User[];
  readonly oidcClients: readonly OidcClient[];
  readonly state: readonly StatePath[];
  readonly checks: readonly HealthCheck[];
  readonly pages: readonly Page[];
  readonly guests: readonly Guest[];
}

/** Everyone's facts, each with the name of the module that declared it. */
export type CollectedFacts = {
  readonly [Kind in keyof Facts]: ReadonlyArray<Facts[Kind][number] & { readonly module: string }>;
};

export interface ModuleContext<Settings> {
  readonly site: Site;
  readonly settings: Settings;
  readonly machine: Machine;
  readonly zones: readonly Zone[];
  readonly release: Release;
  /** Every module of the platform, for pages that list what runs here. */
  readonly modules: ReadonlyArray<{ readonly name: string; readonly title: string }>;
}

/** Which build of the platform this is. */
export interface Release {
  readonly version: string;
  /** Seconds since 1970 (SOURCE_DATE_EPOCH of the image). */
  readonly epoch: number;
  /** Nobody who releases systems is known to it: images/keys was empty when it was built. */
  readonly unofficial?: boolean | undefined;
}

/**
 * Plain data (JSON) for a module's templates in `files/`; a value a template asks for must be there (null if absent).
 * A template whose path has `[key]` in it is rendered once for every entry of the record `view[key]`: the entry's
 * key replaces `[key]`, its value is merged over the view. How suffixes decide what becomes of a file:
 * builder/render/render.ts.
 */
export type View = Readonly<Record<string, unknown>>;

export interface Module<Settings> {
  readonly name: string;
  /** One line for people, shown on the portal. */
  readonly title: string;
  /** Schema of the module's settings in site.yaml under `modules.<name>`; every setting has a default. */
  readonly settings: z.ZodType<Settings>;
  /** Debian packages the module needs in the image. */
  readonly packages: readonly string[];
  /** Secrets that people give it on some sites; its facts say which of them this site needs. */
  readonly givenSecrets?: readonly GivenSecret[] | undefined;
  facts(context: ModuleContext<Settings>): Partial<Facts>;
  view(context: ModuleContext<Settings>, facts: CollectedFacts): View;
}

/** Erases the settings type so that modules of all kinds fit one list; `parse` is the gate that makes it safe. */
export interface RegisteredModule extends Omit<Module<unknown>, 'facts' | 'view'> {
  facts(context: ModuleContext<unknown>): Partial<Facts>;
  view(context: ModuleContext<unknown>, facts: CollectedFacts): View;
}

/** Checks a module against the contract and readies it for the registry. */
export function defineModule<Settings>(module: Module<Settings>): RegisteredModule {
  return {
    ...module,
    facts: (context) => module.facts({ ...context, settings: module.settings.parse(context.settings ?? {}) }),
    view: (context, facts) =>
      module.view({ ...context, settings: module.settings.parse(context.settings ?? {}) }, facts),
  };
}
