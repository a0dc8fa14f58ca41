/** Seeds for guests, by cloud-init. */
export { Guest, guestMac } from './guest.ts';
export { platformMetaData, platformSitePath, platformUserData } from './platform-seed.ts';
export { renderSeed, seedFiles, seedLabel, type Seed } from './render.ts';
