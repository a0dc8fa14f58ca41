/** Where the network's own things lie on the machine. */
export const networkPaths = {
  /** What the overlay for administrators is, for those who add people to it. */
  overlay: '/etc/pintxo/overlay.json',
  leases: '/var/lib/dnsmasq/leases',
  /** The site on trial, until it is confirmed. */
  trial: '/run/pintxo/site-on-trial.yaml',
};

/** How long a change of the network is tried before it is taken back, in seconds. */
export const trialSeconds = 90;

/** Systemd unit (a timer and its service) that takes a change back. */
export const revertUnit = 'pintxo-net-revert';
