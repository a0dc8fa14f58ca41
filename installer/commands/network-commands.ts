/** The commands `why`, `net` and `peer`; what they do is loaded when they are called. */
import type { Command } from 'commander';

type Finish = (exitStatus: number) => void;

export function addNetworkCommands(command: Command, finish: Finish): void {
  command
    .command('why <source> <destination> <service>')
    .description('whether a packet gets through, and which rule decides: pintxo why 10.5.10.7 10.2.0.5 tcp/443')
    .option('--json', 'print the answer as JSON')
    .action(async (...[source, destination, service, { json }]: [string, string, string, { json?: boolean }]) => finish(await (await import('./why.ts')).why(source, destination, service, json === true)));
  const net = command.command('net').description('the network: links, zones, leases, refused packets').option('--json', 'print it as JSON');
  net.action(async ({ json }: { json?: boolean }) => finish(await (await import('./net.ts')).net(json === true)));
  net.command('try <site.yaml>').description('applies a site file for 90 seconds (root)').action(async (path: string) => finish(await (await import('./net.ts')).netTry(path)));
  net.command('confirm').description('keeps the site file that is being tried (root)').action(async () => finish(await (await import('./net.ts')).netConfirm()));
  net.command('revert').description('takes the site file back that is being tried (root)').action(async () => finish(await (await import('./net.ts')).netRevert()));
  net
    .command('swap [port]')
    .description('the cable to the internet and that of the house are in each other\'s ports: swaps what the ports are for, and restarts (root)')
    .action(async (port?: string) => finish(await (await import('./net-swap.ts')).netSwap(port)));
  net.command('look').description('asks the ports for a way outside; run by the machine itself').action(async () => finish(await (await import('./bring-up.ts')).lookForCables()));
  net
    .command('tunnel <link> <over> <end>')
    .description("leads IPv4 through the provider's tunnel; run by the machine itself")
    .action(async (...[link, over, end]: [string, string, string]) => finish(await (await import('./net-tunnel.ts')).netTunnel(link, over, end)));
  addPeerCommands(command, finish);
}

function addPeerCommands(command: Command, finish: Finish): void {
  const peer = command.command('peer').description('who reaches the house from elsewhere, by WireGuard (root)');
  peer
    .command('add <name>')
    .description('makes keys, and shows the configuration and its QR code once')
    .option('--endpoint <host>', 'name or address under which the house is found')
    .action(async (name: string, { endpoint }: { endpoint?: string }) => finish(await (await import('./peer.ts')).peerAdd(name, endpoint)));
  peer.command('remove <name>').description('lets somebody in no more').action(async (name: string) => finish(await (await import('./peer.ts')).peerRemove(name)));
  peer.command('list').description('who may come in').action(async () => finish(await (await import('./peer.ts')).peerList()));
}
