/** Seeds for guests, by cloud-init. */
export { guestMac } from './guest.ts';
export { platformMetaData, platformUserData } from './platform-seed.ts';
export { renderSeed, seedFiles, seedLabel, type Seed } from './render.ts';
