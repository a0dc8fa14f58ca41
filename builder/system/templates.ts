/** The builder reads the modules' template files as the machine does. */
export { loadTemplates } from '../../installer/system/templates.ts';
