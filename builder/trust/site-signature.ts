/** Signatures of site files, as `ssh-keygen -Y sign` makes them (ssh-keygen(1), PROTOCOL.sshsig). Pure. */

/** Lies beside site.yaml. */
export const siteSignatureName = 'site.yaml.sig';

/** A signature made for anything else, such as a commit, is none of a site. */
export const siteSignatureNamespace = 'pintxo-site';
