/** The part of the contract that is about secrets that a person gives: passwords of services elsewhere, and the like. */

/** A secret under the name by which people give it; its value comes into no plan, page, log or image. */
export interface GivenSecret {
  /** Lower case words with dots between: `wan.password`. */
  readonly name: string;
  /** What it is, in words. */
  readonly title: string;
  /** Bytes that it may have. */
  readonly mostBytes: number;
}

/** A secret that the machine needs with this site. */
export interface NeededSecret extends GivenSecret {
  /** Where site.yaml asks for it. */
  readonly path: readonly string[];
  /** Units that get it when they start, as the systemd credential of its name. */
  readonly units: readonly string[];
}

/** Folder on the machine with a file for each; only root reads them, units by `LoadCredential=`. */
export const givenSecretsFolder = '/var/lib/pintxo/secrets';

/** Where the machine keeps it. */
export function pathOfSecret({ name }: Pick<GivenSecret, 'name'>): string {
  return `${givenSecretsFolder}/${name}`;
}
