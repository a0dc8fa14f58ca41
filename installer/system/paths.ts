/** Where things lie on the machine. */

export const state = {
  /** The site as the machine was installed with, and as changed since. */
  site: '/var/lib/pintxo/site.yaml',
  /** The last site that could be used, for when the current one cannot. */
  lastGoodSite: '/var/lib/pintxo/site.last-good.yaml',
  /** Link roles by permanent MAC address, decided once. */
  links: '/var/lib/pintxo/links.json',
};

export const runtime = {
  plan: '/run/pintxo/plan.json',
  rendered: '/run/pintxo/rendered.json',
  status: '/run/pintxo/status.json',
};

export const image = {
  release: '/usr/share/pintxo/release.json',
  templates: '/usr/share/pintxo/templates',
};
