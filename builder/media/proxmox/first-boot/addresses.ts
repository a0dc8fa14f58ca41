/** An address without the length of its network. Pure. */
export function bareAddress(cidr: string): string {
  return cidr.split('/')[0] ?? cidr;
}
