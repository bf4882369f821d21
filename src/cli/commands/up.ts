/** `./virga up`: starts the cloud, says what to do next, and stops it cleanly on SIGTERM and SIGINT. */
import { flushCompileCache } from 'node:module';
import { type CloudConfig, readConfig } from '../../config.ts';
import type { Cloud } from '../../main.ts';
import type { Command } from '../command.ts';
import { VERSION } from '../version.ts';

export const up: Command = {
  name: 'up',
  summary: 'Starts the cloud and keeps it running until Ctrl-C.',
  options: {
    port: { value: 'PORT', help: 'where it answers (4566; 0 for any free one)' },
    host: { value: 'ADDRESS', help: 'on which address (127.0.0.1; 0.0.0.0 for all)' },
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
    'account-id': { value: 'ID', help: 'of the first account, at the first start (000000000000)' },
    region: { value: 'REGION', help: 'the default region (us-east-1); all others work too' },
    'public-url': { value: 'URL', help: 'how clients reach it, where that is not http://HOST:PORT' },
    'tls-cert': { value: 'FILE', help: 'PEM, the whole chain: https, HTTP/1.1 and 2 (./virga tls init makes one)' },
    'tls-key': { value: 'FILE', help: 'PEM, its private key' },
    isolation: { value: 'KIND', help: 'sandbox, or process: for development, functions are NOT isolated' },
    'allow-egress': { value: 'CIDR[,CIDR…]', help: 'private networks that functions may reach (none)' },
    dev: { help: 'for test suites written for an emulator: test/test are root, loopback only' },
    'dev-keys': { value: 'ID:SECRET', help: 'the well-known keys of --dev (test:test)' },
  },
  async run({ options }, io) {
    const config = readConfig(options, io.environment);
    const { openCloud } = await import('../../main.ts');
    const stopped = nextSignal();
    const cloud = await openCloud(config, (line) => io.out(`${line}\n`));
    io.out(welcome(cloud, config));
    flushCompileCache();
    const signal = await stopped;
    io.out(`${signal}: finishing what runs ... (again to stop at once)\n`);
    void nextSignal().then(() => process.exit(1));
    await cloud.close();
    io.out('Stopped.\n');
    return 0;
  },
};

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
}

function welcome({ endpoint, accountId, isolation }: Cloud, config: CloudConfig): string {
  const data = config.dataFolder === `${process.env['HOME']}/.virga` ? '' : ` --data ${config.dataFolder}`;
  const keys = config.devKeys
    ? `export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${config.region} AWS_ACCESS_KEY_ID=${config.devKeys.accessKeyId} AWS_SECRET_ACCESS_KEY=${config.devKeys.secretAccessKey}`
    : `eval "$(./virga env${data})"`;
  return [
    `Virga ${VERSION}`,
    `  endpoint   ${endpoint}  (account ${accountId}, region ${config.region})`,
    `  data       ${config.dataFolder}`,
    `  functions  ${isolation.summary}`,
    ...isolation.weaknesses.map((weakness) => `             ${weakness}`),
    ...(config.devKeys ? ['  keys       --dev: whoever knows the well-known keys is root'] : []),
    '',
    'Next, in another terminal:',
    `  ${keys}`,
    '  aws sts get-caller-identity',
    '  ./virga status        what runs',
    '  README.md, "Quick start": a first function, from its role to its logs',
    '',
    `Ctrl-C stops it; everything acknowledged stays in ${config.dataFolder}.`,
    'Ready.',
    '',
  ].join('\n');
}
