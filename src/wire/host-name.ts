/** What the name in the Host header says: a bucket, a website, an account, an API or a function that has a name of its own. */

export interface HostName {
  /** `account`: S3 Control puts it in front of any name of its endpoint. */
  readonly kind: 's3' | 's3-website' | 'account' | 'execute-api' | 'lambda-url';
  /** The bucket, the account, or the id. */
  readonly label: string;
}

/**
 * `mayBeS3`: nothing else in the request says that it is for another service, so that a label in front of a plain name
 * (`photos.localhost`) is a bucket. Undefined where the name says nothing, and where the bucket is in the path.
 */
export type HostNameReader = (host: string, mayBeS3: boolean) => HostName | undefined;

/** `photos.s3.eu-west-1.localhost`, `my.photos.s3-website-us-east-1.amazonaws.com`: what follows `.s3`, up to six labels. */
const S3 = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.s3((?:[.-][a-z0-9-]{1,63}){0,5}\.[a-z][a-z0-9-]{0,62})$/;

const ACCOUNT = /^\d{12}$/;
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const OTHER = /^([a-z0-9]{1,63})\.(execute-api|lambda-url)\.[a-z0-9.-]{1,200}$/;

/** Names that lead to any service: LocalStack's stands in many a configuration, and its name server knows it. */
const PLAIN_NAMES = ['localhost', 'localhost.localstack.cloud'];

/** `publicHost`: of `--public-url`, with or without its port. */
export function createHostNameReader(publicHost: string | undefined): HostNameReader {
  const own = publicHost?.replace(END, '').toLowerCase();
  const plainNames = own === undefined || isAddress(own) ? PLAIN_NAMES : [own, ...PLAIN_NAMES];
  const isOfS3 = own !== undefined && /(?:^|\.)s3[.-]/.test(own);
  return (host, mayBeS3) => {
    // Most are an address or `localhost` itself.
    if (!host.includes('.')) return undefined;
    const name = host.replace(END, '').toLowerCase();
    if (plainNames.includes(name)) return undefined;
    const dot = name.indexOf('.');
    if (ACCOUNT.test(name.slice(0, dot)) && isAccountHost(name.slice(dot + 1), plainNames)) {
      return { kind: 'account', label: name.slice(0, dot) };
    }
    if (isAddress(name)) return undefined;
    if (isOfS3 && name.endsWith(`.${own}`)) return readBucket(name, [own]);
    return readS3(name) ?? readOther(name) ?? (mayBeS3 ? readBucket(name, plainNames) : undefined);
  };
}

/** The port, and the dot that "may follow" the last label of a whole name (RFC 3986, 3.2.2): browsers send it. */
const END = /\.?(?::\d{1,5})?$/;

function isAccountHost(rest: string, plainNames: readonly string[]): boolean {
  return rest.startsWith('s3-control.') || plainNames.includes(rest) || isAddress(rest);
}

function readS3(name: string): HostName | undefined {
  const [, label = '', rest = ''] = S3.exec(name) ?? [];
  if (label === '') return undefined;
  if (/^-website[.-]/.test(rest)) return { kind: 's3-website', label };
  // Access points, Outposts and the like have hosts of their own kind.
  return /^-(?!accelerate\.|[a-z]{2}-[a-z0-9-]+\.|external-1\.)/.test(rest) ? undefined : { kind: 's3', label };
}

function readOther(name: string): HostName | undefined {
  const [, label, kind] = OTHER.exec(name) ?? [];
  return label === undefined ? undefined : { kind: kind as 'execute-api' | 'lambda-url', label };
}

function readBucket(name: string, plainNames: readonly string[]): HostName | undefined {
  const plain = plainNames.find((suffix) => name.endsWith(`.${suffix}`));
  if (plain === undefined) return undefined;
  const label = name.slice(0, -plain.length - 1);
  // `s3.localhost` and `s3.eu-west-1.localhost` are endpoints.
  return BUCKET.test(label) && !/^s3(?:$|[.-])/.test(label) ? { kind: 's3', label } : undefined;
}

function isAddress(host: string): boolean {
  const first = host.charCodeAt(host.lastIndexOf('.') + 1);
  return first >= 0x30 && first <= 0x39;
}
