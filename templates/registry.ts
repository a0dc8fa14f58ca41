/** The modules of the platform, in the order in which they are planned and shown. */
import type { RegisteredModule } from './contract.ts';
import { addressing } from './addressing/module.ts';
import { alerts } from './alerts/module.ts';
import { base } from './base/module.ts';
import { dialling } from './dialling/module.ts';
import { discovery } from './discovery/module.ts';
import { dns } from './dns/module.ts';
import { firewall } from './firewall/module.ts';
import { guard } from './guard/module.ts';
import { ingress } from './ingress/module.ts';
import { network } from './network/module.ts';
import { portal } from './portal/module.ts';
import { remote } from './remote/module.ts';
import { storage } from './storage/module.ts';
import { timeserver } from './timeserver/module.ts';
import { tunnelling } from './tunnelling/module.ts';

export const modules: readonly RegisteredModule[] = [
  base,
  timeserver,
  network,
  dialling,
  tunnelling,
  firewall,
  addressing,
  dns,
  remote,
  ingress,
  storage,
  portal,
  discovery,
  guard,
  alerts,
];
