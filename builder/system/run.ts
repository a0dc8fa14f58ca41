/** The builder runs programs exactly as the installer does. */
export { CommandFailed, pasteable, run, type Command, type RunOptions } from '../../installer/system/command.ts';
