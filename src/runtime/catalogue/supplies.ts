/** How sandboxes of each kind of runtime start: command, mounts, and the variables that all functions of it share. */
import { fileURLToPath } from 'node:url';
import type { RuntimeSupply } from '../supply.ts';
import type { Python } from './find-pythons.ts';
import type { InstalledNode } from './node.ts';

const BOOTSTRAPS = fileURLToPath(new URL('../bootstraps', import.meta.url));
const SDK = '/var/virga/sdk';
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, 2026-11-24. */
const COMMON = {
  LANG: 'C.UTF-8',
  TZ: ':UTC',
  LAMBDA_TASK_ROOT: '/var/task',
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin',
  LD_LIBRARY_PATH: '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
};
const OURS = { VIRGA_SOCKETS: '/run/virga' };

export function nodeSupply(runtime: string, major: string, node: InstalledNode, sdkFolder: string): RuntimeSupply {
  const modules = [`/opt/nodejs/node${major}/node_modules`, '/opt/nodejs/node_modules', `${SDK}/node_modules`];
  const NODE_PATH = [...modules, '/var/runtime', '/var/task'].join(':');
  return {
    runtime,
    family: 'node',
    version: major,
    versionLabel: `nodejs:${major}.v${node.version}`,
    spec: {
      command: ['/var/lang/bin/node', '/var/runtime/bootstrap.cjs'],
      interpreter: 'node',
      environment: { ...COMMON, ...OURS, VIRGA_SDK: SDK, NODE_PATH },
      readOnly: [
        { hostPath: node.folder, path: '/var/lang' },
        { hostPath: `${BOOTSTRAPS}/node`, path: '/var/runtime' },
        { hostPath: sdkFolder, path: SDK },
      ],
      runtimeApi: false,
    },
  };
}

/** `exact`: the interpreter's own full version. */
export function pythonSupply(
  runtime: string,
  wanted: string,
  python: Python,
  { exact, sdkFolder }: { readonly exact: string; readonly sdkFolder: string },
): RuntimeSupply {
  const substitute = python.version === wanted ? '' : ` (this machine has no Python ${wanted})`;
  return {
    runtime,
    family: 'python',
    version: wanted,
    versionLabel: `python:${wanted}.v${exact}${substitute}`,
    spec: {
      // Without the site-packages of this machine: functions have the standard library, and what they bring.
      command: [`/var/lang/${python.program}`, '-S', '-s', '-B', '/var/runtime/bootstrap.py'],
      interpreter: 'python',
      environment: { ...COMMON, ...OURS, VIRGA_SDK: `${SDK}/site` },
      readOnly: [
        { hostPath: python.prefix, path: '/var/lang' },
        { hostPath: `${BOOTSTRAPS}/python`, path: '/var/runtime' },
        { hostPath: sdkFolder, path: SDK },
      ],
      runtimeApi: false,
    },
  };
}

export function customSupply(runtime: string): RuntimeSupply {
  return {
    runtime,
    family: 'custom',
    version: '',
    versionLabel: runtime.replace('.', ':'),
    spec: {
      command: [],
      environment: { ...COMMON, PATH: '/usr/local/bin:/usr/bin:/bin:/opt/bin' },
      readOnly: [],
      runtimeApi: true,
    },
  };
}
