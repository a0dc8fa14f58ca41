/** All rules; a new one is a function in this folder and a line here. */
import { adminHasKey, adminNameIsFree, adminNameIsUser, passwordIsHash, recoveryKeysAreAge, recoverySheetCanBeRead, sshKeysAreSound } from './admin.ts';
import { deviceAddressesFit, deviceMacsAreUnicast, deviceNamesAreApart, deviceNamesAreNoTimes, devicesAreApart } from './devices.ts';
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
  wipePoolsArePools,
} from './disks.ts';
import { discoveryFindsWhatIsReached } from './discovery.ts';
import { domainIsValid, keyboardExists, localeExists, nameIsHostName, timezoneExists } from './identity.ts';
import {
  addressIsHost,
  dhcpHasNoAddress,
  dnsAreAddresses,
  gatewayIsNeighbour,
  macsAreUnicast,
  macsAreUsedOnce,
  staticHasAddress,
  ulaIsUniqueLocal,
  wanVlanIsFree,
} from './links.ts';
import { tunnelEndIsKnown, tunnelNeedsNoIpv4 } from './dslite.ts';
import { portsAreAddresses, portsCarryOneThing, portsNameZones, untaggedZoneIsForPeople } from './lan.ts';
import { knownZonesKeepTheirType, ownZonesAreWhole, zonesAreNamed } from './own-zones.ts';
import { pinholesComeFromWhereTheyMay, pinholesLeadSomewhere, publicPortsAreUsedOnce, servicesAreInZonesThatAreOn } from './pinholes.ts';
import { dialledLinkHasNoAddress, pppoeNamesCanBeSent } from './pppoe.ts';
import { managementStaysWhatItIs, reachedZonesAreOn, reachKeepsTheHouseApart, reachNamesZones } from './reach.ts';
import type { Rule } from './rule.ts';
import { somethingIsKept, timesAreTimes } from './schedule.ts';
import { updateKeysAreMinisign } from './updates.ts';
import { neededZonesAreOn, subnetsAreApart, subnetsArePrivate, subnetsLeaveTheOverlay, vlansAreIds, vlansAreUnique, wanIsApart } from './zones.ts';

export const rules: readonly Rule[] = [
  nameIsHostName,
  domainIsValid,
  timezoneExists,
  localeExists,
  keyboardExists,
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
  wipePoolsArePools,
  wipeAnyIsMeant,
  resetNamesDisks,
  macsAreUnicast,
  macsAreUsedOnce,
  dhcpHasNoAddress,
  staticHasAddress,
  addressIsHost,
  gatewayIsNeighbour,
  dnsAreAddresses,
  wanVlanIsFree,
  pppoeNamesCanBeSent,
  tunnelEndIsKnown,
  tunnelNeedsNoIpv4,
  dialledLinkHasNoAddress,
  ulaIsUniqueLocal,
  untaggedZoneIsForPeople,
  portsAreAddresses,
  portsCarryOneThing,
  portsNameZones,
  zonesAreNamed,
  ownZonesAreWhole,
  knownZonesKeepTheirType,
  vlansAreIds,
  vlansAreUnique,
  subnetsArePrivate,
  subnetsAreApart,
  subnetsLeaveTheOverlay,
  managementStaysWhatItIs,
  reachNamesZones,
  reachKeepsTheHouseApart,
  reachedZonesAreOn,
  discoveryFindsWhatIsReached,
  servicesAreInZonesThatAreOn,
  pinholesComeFromWhereTheyMay,
  pinholesLeadSomewhere,
  publicPortsAreUsedOnce,
  deviceAddressesFit,
  devicesAreApart,
  deviceNamesAreApart,
  deviceNamesAreNoTimes,
  deviceMacsAreUnicast,
  wanIsApart,
  neededZonesAreOn,
  timesAreTimes,
  somethingIsKept,
  updateKeysAreMinisign,
];
