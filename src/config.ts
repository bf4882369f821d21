/** The only reader of flags and environment variables: what the cloud is to be, checked, or one clear line. */
import { homedir } from 'node:os';
import path from 'node:path';
import { UserError } from './kit/user-error.ts';
import { openable, PRIVATE_RANGES } from './kit/ip-ranges.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type Flags = Readonly<Record<string, string | boolean | undefined>>;

export interface CloudConfig {
  /** Absolute. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Undefined: that of the first start, else 000000000000. */
  readonly accountId: string | undefined;
  /** Default region. */
  readonly region: string;
  readonly publicUrl: string | undefined;
  /** Paths of PEM files; without them the endpoint speaks plain http. */
  readonly tls: TlsFiles | undefined;
  readonly isolation: 'sandbox' | 'process';
  /** Private networks that functions may reach besides the internet, each in canonical form. */
  readonly allowEgress: readonly string[];
  /** The well-known keys that are root from outside; undefined but with --dev. */
  readonly devKeys: DevKeys | undefined;
}

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface DevKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** `flags` are those of `up`. Throws UserError. */
export function readConfig(flags: Flags, environment: Environment): CloudConfig {
  const host = text(flags, 'host') ?? '127.0.0.1';
  const dev = flags['dev'] === true;
  if (dev && !LOOPBACK.has(host)) {
    throw new UserError(
      `--dev lets everybody in who knows its keys, so it listens on loopback only: leave out --host ${host}, or --dev`,
    );
  }
  if (text(flags, 'dev-keys') !== undefined && !dev) throw new UserError('--dev-keys needs --dev');
  return {
    dataFolder: dataFolder(flags, environment),
    host,
    port: readPort(text(flags, 'port') ?? '4566'),
    accountId: readAccountId(text(flags, 'account-id')),
    region: readRegion(text(flags, 'region') ?? 'us-east-1'),
    publicUrl: readPublicUrl(text(flags, 'public-url')),
    tls: readTls(text(flags, 'tls-cert'), text(flags, 'tls-key')),
    isolation: readIsolation(text(flags, 'isolation') ?? 'sandbox'),
    allowEgress: readAllowEgress(text(flags, 'allow-egress')),
    devKeys: dev ? readDevKeys(text(flags, 'dev-keys') ?? 'test:test') : undefined,
  };
}

/** `--data`, else VIRGA_DATA, else `~/.virga`. */
export function dataFolder(flags: Flags, environment: Environment): string {
  const chosen = text(flags, 'data') ?? environment['VIRGA_DATA'];
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  return path.join(environment['HOME'] || homedir(), '.virga');
}

function text(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

function readPort(value: string): number {
  const port = Number(value);
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port;
  throw new UserError(`--port ${value} is no port: give a number from 0 (any free one) to 65535`);
}

function readAccountId(value: string | undefined): string | undefined {
  if (value === undefined || /^\d{12}$/.test(value)) return value;
  throw new UserError(`--account-id ${value} is no account id: give twelve digits`);
}

function readRegion(value: string): string {
  if (/^[a-z]{2}(-[a-z]+){1,3}-\d{1,2}$/.test(value)) return value;
  throw new UserError(`--region ${value} is no region: give a name such as us-east-1 or eu-central-1`);
}

function readPublicUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '') {
    return value.replace(/\/+$/, '');
  }
  throw new UserError(`--public-url ${value} is no address: give one such as https://cloud.example.com`);
}

function readTls(cert: string | undefined, key: string | undefined): TlsFiles | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert: path.resolve(cert), key: path.resolve(key) };
  throw new UserError('--tls-cert and --tls-key belong together: give both (./virga tls init makes them)');
}

function readIsolation(value: string): 'sandbox' | 'process' {
  if (value === 'sandbox' || value === 'process') return value;
  throw new UserError(`--isolation ${value} is unknown: choose sandbox, or process (functions are not isolated)`);
}

function readAllowEgress(value: string | undefined): string[] {
  return (value?.split(',') ?? []).map((word) => {
    const network = openable(word.trim());
    if (network !== undefined) return network;
    throw new UserError(
      `--allow-egress ${word} cannot be opened: give networks within ${PRIVATE_RANGES.join(', ')}; public addresses are open, this host and 169.254.0.0/16 never are`,
    );
  });
}

function readDevKeys(value: string): DevKeys {
  const [accessKeyId, secretAccessKey, ...rest] = value.split(':');
  if (accessKeyId && secretAccessKey && rest.length === 0 && /^\w{1,128}$/.test(accessKeyId)) {
    return { accessKeyId, secretAccessKey };
  }
  throw new UserError('--dev-keys needs the form KEY-ID:SECRET, such as test:test');
}
