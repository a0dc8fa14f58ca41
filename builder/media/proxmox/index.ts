/** The Proxmox VE carrier: its answer file, what goes onto its medium, and its firewall. */
export { Answer } from './answer/answer.ts';
export { checkAnswer, type CheckedAnswer } from './answer/check-answer.ts';
export { answerFile, hookFile, modeFileName, renderProxmox, type ProxmoxRendering, type ProxmoxRequest } from './render.ts';
export { answerLabel, type AnswerPlace } from './mode-file.ts';
export { guestFirewall, renderFirewall } from './firewall/render.ts';
export { nodeOf, type Node } from './node.ts';
export { opnsenseDevices, proxmoxRequest, seededGuests, type ProxmoxChoice } from './request.ts';
export { interfacesFile } from './first-boot/interfaces.ts';
export { opnsenseImage } from './first-boot/opnsense.ts';
export { platformImage, platformSite } from './first-boot/platform.ts';
