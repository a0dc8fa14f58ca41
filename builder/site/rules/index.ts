/** All rules; a new one is a function in this folder and a line here. */
import { adminHasKey, adminNameIsFree, adminNameIsUser, passwordIsHash, recoveryKeysAreAge, recoverySheetCanBeRead, sshKeysAreSound } from './admin.ts';
import { deviceAddressesFit, devicesAreApart } from './devices.ts';
import {
  disksHaveOneUse,
  namedDisksAreOne,
  poolsAreNamedAsPools,
  resetNamesDisks,
  selectorsSelect,
  selectorTextsAreNames,
  sizeRangesAreInOrder,
  sizesAreSizes,
  systemDisksAreOneOrTwo,
  wipeAnyIsMeant,
  wipeNamesSerials,
} from './disks.ts';
import { domainIsValid, keyboardIsLayout, localeIsUtf8, nameIsHostName, timezoneExists } from './identity.ts';
import {
  addressIsHost,
  dhcpHasNoAddress,
  dnsAreAddresses,
  gatewayIsNeighbour,
  macsAreUnicast,
  macsAreUsedOnce,
  staticHasAddress,
} from './links.ts';
import type { Rule } from './rule.ts';
import { somethingIsKept, timesAreTimes } from './schedule.ts';
import { neededZonesAreOn, subnetsAreApart, subnetsArePrivate, vlansAreIds, vlansAreUnique, wanIsApart } from './zones.ts';

export const rules: readonly Rule[] = [
  nameIsHostName,
  domainIsValid,
  timezoneExists,
  localeIsUtf8,
  keyboardIsLayout,
  adminNameIsUser,
  adminNameIsFree,
  adminHasKey,
  sshKeysAreSound,
  recoveryKeysAreAge,
  recoverySheetCanBeRead,
  passwordIsHash,
  selectorsSelect,
  selectorTextsAreNames,
  sizesAreSizes,
  sizeRangesAreInOrder,
  systemDisksAreOneOrTwo,
  namedDisksAreOne,
  poolsAreNamedAsPools,
  disksHaveOneUse,
  wipeNamesSerials,
  wipeAnyIsMeant,
  resetNamesDisks,
  macsAreUnicast,
  macsAreUsedOnce,
  dhcpHasNoAddress,
  staticHasAddress,
  addressIsHost,
  gatewayIsNeighbour,
  dnsAreAddresses,
  vlansAreIds,
  vlansAreUnique,
  subnetsArePrivate,
  subnetsAreApart,
  deviceAddressesFit,
  devicesAreApart,
  wanIsApart,
  neededZonesAreOn,
  timesAreTimes,
  somethingIsKept,
];
