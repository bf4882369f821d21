/** `eval "$(./virga env)"`: what the AWS CLI and SDKs need in order to find the cloud and be let in. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { dataFolder } from '../../config.ts';
import { type Endpoint, isRunning, readEndpoint, readKeys } from '../../data-folder.ts';
import type { Command } from '../command.ts';

export const env: Command = {
  name: 'env',
  summary: 'Prints the variables that point AWS CLI and SDKs to this cloud: eval "$(./virga env)".',
  options: {
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
    root: { help: "the account's root keys in place of those of the user admin" },
  },
  run({ options }, io) {
    const folder = dataFolder(options, io.environment);
    const endpoint = readEndpoint(folder);
    const keys = readKeys(folder, options['root'] === true ? 'root' : 'admin');
    const variables = {
      AWS_ENDPOINT_URL: endpoint.url,
      AWS_REGION: endpoint.region,
      // AWS CLI v1 reads only this one.
      AWS_DEFAULT_REGION: endpoint.region,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      ...trust(endpoint),
    };
    for (const [name, value] of Object.entries(variables)) io.out(`export ${name}=${quote(value)}\n`);
    // A token of another session would be sent along with these keys.
    io.out('unset AWS_SESSION_TOKEN AWS_PROFILE\n');
    if (!isRunning(endpoint))
      io.err(`virga env: the cloud is not running: start it with ./virga up --data ${folder}\n`);
    return Promise.resolve(0);
  },
};

/** Where `./virga tls init` made the certificate, its authority lies beside it. */
function trust({ certFile = '' }: Endpoint): Record<string, string> {
  const authority = path.join(path.dirname(certFile), 'ca.pem');
  return certFile !== '' && existsSync(authority) ? { AWS_CA_BUNDLE: authority, NODE_EXTRA_CA_CERTS: authority } : {};
}

function quote(value: string): string {
  return /^[\w:/.+=-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
