/** The virtual machine harness: what tests and `pintxo try` use. */
export { probeAccelerator } from './accelerator.ts';
export type { Console, WaitOptions } from './console.ts';
export { logIn, quietShell, type ConsoleShell } from './console-shell.ts';
export { digest } from './digest.ts';
export { CommandError, MachineError } from './errors.ts';
export { formatFat, listFat, readFat, removeFat, writeFat } from './fat.ts';
export { createHub, type Hub } from './hub.ts';
export { corrupt, createDisk, formatExt4, overlay, readBytes, writeBytes } from './images.ts';
export { type Machine, type Shutdown, startMachine, stopMachines } from './machine.ts';
export { findPartition, type NewPartition, type Partition, readPartitions, writePartitions } from './partitions.ts';
export { freePort } from './ports.ts';
export type { Outcome } from './process.ts';
export { random, type Random } from './random.ts';
export { replay, type Replay } from './replay.ts';
export type { Accelerator, DiskSpec, ForwardSpec, MachineSpec, NetworkSpec, NicSpec } from './spec.ts';
export { type Guest, makeSshKey, ssh, type SshKey, type SshTarget } from './ssh.ts';
export { until } from './wait.ts';
