/** What the name in the Host header says: a bucket, an API or a function that has a name of its own. */

export interface HostName {
  readonly kind: 's3' | 'execute-api' | 'lambda-url';
  /** The bucket, or the id. */
  readonly label: string;
}

/** `bucket.s3.eu-west-1.localhost`, `my.bucket.s3.amazonaws.com`; never the account in front of S3 Control. */
const BUCKET =
  /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.s3(?!-control\.)(?:[.-][a-z0-9-]{1,63}){0,3}\.[a-z][a-z0-9-]{0,62}$/;

/** Clients put the bucket in front of any name of an endpoint; a number there is S3 Control's account. */
const BUCKET_OF_LOCALHOST = /^(?!\d{12}\.|s3[.-])([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.localhost$/;

const OTHER = /^([a-z0-9]{1,63})\.(execute-api|lambda-url)\.[a-z0-9.-]{1,200}$/;

/** `scope`: the service of the request's credential scope. */
export function readHostName(host: string, scope: string | undefined): HostName | undefined {
  // Most are an address or `localhost` itself.
  if (!host.includes('.') || isAddress(host)) return undefined;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  const bucket = BUCKET.exec(name)?.[1] ?? (scope === 's3' ? BUCKET_OF_LOCALHOST.exec(name)?.[1] : undefined);
  if (bucket !== undefined) return { kind: 's3', label: bucket };
  const [, label, kind] = OTHER.exec(name) ?? [];
  return label === undefined ? undefined : { kind: kind as 'execute-api' | 'lambda-url', label };
}

function isAddress(host: string): boolean {
  const last = host.lastIndexOf('.');
  const first = host.charCodeAt(last + 1);
  return first >= 0x30 && first <= 0x39;
}
