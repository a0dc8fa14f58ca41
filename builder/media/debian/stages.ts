/** The stick with Debian's own installer as an ordered list of stages, without a site. Pure. */
import type { BuildParameters } from '../../image/settings.ts';
import { program } from '../../image/stages.ts';
import type { Stage, Step } from '../../image/stage.ts';
import type { DebianSettings } from './settings.ts';

export interface DebianParameters extends Omit<BuildParameters, 'keys' | 'unofficial'> {
  readonly debian: DebianSettings;
}

const scripts = 'images/debian';
const tree = 'debian-tools/tree';

/** Each depends only on earlier ones; the last has `stick.img`. */
export function debianStages(parameters: DebianParameters): readonly Stage[] {
  return [tools(parameters), archive(parameters), program(parameters), repository(parameters), stick(parameters)];
}

function tools({ settings, debian, mirror }: DebianParameters): Stage {
  const { suite, components, packagesEpoch: epoch } = settings;
  return {
    name: 'debian-tools',
    title: 'Debian 13 tools for the stick',
    needs: [],
    files: ['builder/image/debian-tree.ts'],
    epoch,
    steps: [{ kind: 'debian-tree', suite, components, packages: debian.tools, excludePaths: [], includePaths: [], mirror, epoch }],
  };
}

function archive({ settings, debian, mirror, modulePackages }: DebianParameters): Stage {
  const { suite, components, packagesEpoch: epoch } = settings;
  const [together = '', ...others] = debian.packages;
  const lists = {
    packages: [[together, ...platformPackages(debian, modulePackages)].join(' '), ...others],
    installer: [debian.installer],
    tools: debian.fileSystemTools,
    components: debian.components,
  };
  return {
    name: 'debian-archive',
    title: 'Debian packages, and parts of its installer',
    needs: [],
    files: [`${scripts}/fetch`, 'builder/image/debian-archive.ts'],
    epoch,
    steps: [
      ...Object.entries(lists).map(([name, lines]): Step => ({ kind: 'write', path: `wanted/${name}`, text: `${lines.join('\n')}\n` })),
      { kind: 'debian-archive', suite, components, hook: `${scripts}/fetch`, mirror },
    ],
  };
}

function platformPackages({ platform }: DebianSettings, modulePackages: readonly string[]): string[] {
  return [...new Set([...platform, ...modulePackages])].sort();
}

function repository({ settings, debian, modulePackages, version, epoch }: DebianParameters): Stage {
  const values = { VERSION: version, DEPENDS: platformPackages(debian, modulePackages).join(', '), DRIVERS: debian.drivers.join(' ') };
  return {
    name: 'debian-repository',
    title: 'signed repository of the stick',
    needs: ['debian-tools', 'debian-archive', 'program'],
    files: [`${scripts}/repository`, 'overlays/root', 'templates'],
    epoch,
    steps: [
      {
        kind: 'inside',
        title: 'making and signing the repository',
        tree,
        args: ['env', ...Object.entries(values).map(([name, value]) => `${name}=${value}`), 'sh', `/run/source/${scripts}/repository`, settings.suite],
      },
    ],
  };
}

function stick({ epoch }: DebianParameters): Stage {
  return {
    name: 'debian-stick',
    title: 'stick image',
    needs: ['debian-tools', 'debian-archive', 'debian-repository'],
    files: [scripts, 'overlays/debian'],
    epoch,
    steps: [{ kind: 'inside', title: 'putting the stick together', tree, args: ['sh', `/run/source/${scripts}/stick-image`] }],
  };
}
