/** Parameters that Lambda has and Virga does not yet: each is refused unless its value asks for nothing. */
import { unsupported } from './errors.ts';

type Harmless = (value: unknown) => boolean;

const REFUSED: Readonly<Record<string, Harmless>> = {
  CapacityProviderConfig: never,
  CodeSigningConfigArn: isEmpty,
  DeadLetterConfig: isEmpty,
  DurableConfig: never,
  DurableExecutionName: never,
  FileSystemConfigs: isEmpty,
  ImageConfig: isEmpty,
  ImageUri: never,
  KMSKeyArn: isEmpty,
  Layers: isEmpty,
  Publish: (value) => value === false,
  PublishTo: never,
  SnapStart: (value) => isEmpty(value) || member(value, 'ApplyOn') === 'None',
  SourceKMSKeyArn: isEmpty,
  TenancyConfig: never,
  TenantId: never,
  TracingConfig: (value) => isEmpty(value) || member(value, 'Mode') === 'PassThrough',
  VpcConfig: isEmpty,
};

/** The way of a structure's members, where a name alone would not tell: `Code.S3Bucket`. */
export function refuseUnsupported(input: object, path = ''): void {
  for (const [name, value] of Object.entries(input)) {
    const harmless = REFUSED[name];
    if (harmless && value !== undefined && !harmless(value)) throw unsupported(`${path}${name}`);
  }
}

function never(): boolean {
  return false;
}

/** Nothing is asked for: an empty text, list or structure, a false, or a structure of such. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && Object.values(value).every(isEmpty);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
