/** The builder ends as the installer does: all that was printed has left it. */
export { allPrinted } from '../../installer/system/printed.ts';
