/** Accounts with their numbers. Pure. */
import type { User } from '../contract.ts';

export interface Account {
  readonly name: string;
  readonly id: number;
  readonly home: string;
  readonly administrator: boolean;
  readonly hasPassword: boolean;
  readonly sshKeys: readonly string[];
}

/** Homes outlive images, so the numbers must not change: the administrator of the site is declared first and is 1000. */
const firstId = 1000;

export function accountsOf(users: readonly User[]): Account[] {
  return users.map((user, index) => ({
    name: user.name,
    id: firstId + index,
    home: `/var/home/${user.name}`,
    administrator: user.administrator,
    hasPassword: user.passwordHash !== undefined,
    sshKeys: user.sshKeys,
  }));
}
