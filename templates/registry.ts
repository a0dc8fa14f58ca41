/** The modules of the platform, in the order in which they are planned and shown. */
import type { RegisteredModule } from './contract.ts';
import { base } from './base/module.ts';
import { dns } from './dns/module.ts';
import { firewall } from './firewall/module.ts';
import { ingress } from './ingress/module.ts';
import { network } from './network/module.ts';
import { portal } from './portal/module.ts';

export const modules: readonly RegisteredModule[] = [base, network, firewall, dns, ingress, portal];
