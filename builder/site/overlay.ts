/** Network of the administrators who are elsewhere (WireGuard), unless the machine moved it; no zone may have it. */
export const overlaySubnet = '10.255.1.0/24';
