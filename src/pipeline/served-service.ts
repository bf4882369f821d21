/** A service as the pipeline serves it: loaded at its first request, its operations compiled when first used. */
import type { Access, Implementation, Operation, Service } from '../services/service.ts';
import { WireError } from '../wire/error.ts';
import { notImplemented } from '../wire/failure.ts';
import { BODY_BYTES_MAX } from '../wire/limits.ts';
import type { OperationModel, Protocol as ProtocolName } from '../wire/model.ts';
import { cbor } from '../wire/protocols/cbor.ts';
import { json } from '../wire/protocols/json.ts';
import type { OperationCodec, Protocol } from '../wire/protocols/protocol.ts';
import { query } from '../wire/protocols/query.ts';
import { restJson } from '../wire/protocols/rest-json.ts';
import { restXml } from '../wire/protocols/rest-xml.ts';
import type { BodyLimit } from '../wire/quirks.ts';
import { compileRedactor, type Redactor } from '../wire/redact.ts';
import type { RoutedService } from '../wire/route.ts';
import { loadSchema, readMetadata, type ServiceSchema } from '../wire/schema.ts';
import { compileUris, type UriMatcher } from '../wire/uri-trie.ts';
import { compileValidator, type Validator } from '../wire/validate.ts';

/** One operation in one protocol. */
export interface ServedOperation {
  readonly name: string;
  readonly service: Service;
  readonly codec: OperationCodec;
  readonly validate: Validator;
  readonly access: Access<never, never>;
  readonly run: Operation<never, never, unknown>;
  /** See WireQuirks.dataEvents. */
  readonly isDataEvent: boolean;
  /** Its input without secrets and blobs, for the audit trail. */
  readonly redact: Redactor;
}

export interface ServedService extends RoutedService {
  readonly service: Service;
  readonly schema: () => ServiceSchema;
  /** Undefined until `load` is done. */
  readonly implementation: Implementation | undefined;
  /**
   * Shared by all who call it meanwhile, and tried again where it failed. Rejects where an operation has no row in the
   * access table: nothing may be open by an oversight.
   */
  readonly load: () => Promise<void>;
  /** Once it is loaded. Throws WireError where the service has no such operation, or Virga lacks it. */
  readonly operation: (name: string, protocol: ProtocolName) => ServedOperation;
  /** `isStranger`: nobody has signed it. */
  readonly bodyLimit: (operation: string | undefined, isStranger?: boolean) => BodyLimit;
  /** Its input is a stream. */
  readonly streams: (operation: string | undefined) => boolean;
}

/** `onLoaded`: once, when what it does is there. */
export function serveService(service: Service, onLoaded: () => void = () => undefined): ServedService {
  const schema = lazily(() => loadSchema(service.modelUrl, service.quirks));
  const compiled = new Map<string, ServedOperation>();
  let implementation: Implementation | undefined;
  let loading: Promise<void> | undefined;
  const load = async (): Promise<void> => {
    try {
      implementation = refuseOpen(service, await service.load());
      onLoaded();
    } finally {
      loading = undefined;
    }
  };
  return {
    name: service.name,
    metadata: readMetadata(service.modelUrl),
    takesUnsigned: service.quirks?.unsigned !== undefined,
    service,
    schema,
    get implementation() {
      return implementation;
    },
    load: () => (implementation ? Promise.resolve() : (loading ??= load())),
    uris: lazily(() => compileServiceUris(service, schema())),
    operation(name, protocol) {
      const key = `${protocol} ${name}`;
      const ready = compiled.get(key);
      if (ready) return ready;
      if (!implementation) throw new Error(`${service.name} is not loaded`);
      const operation = compileOperation(service, implementation, schema(), name, protocol);
      compiled.set(key, operation);
      return operation;
    },
    streams: (operation) => takesStream(schema(), operation),
    bodyLimit(operation, isStranger = false) {
      // Bodies that flow take no memory, and nobody's are authorized before they do.
      if (isStranger && !takesStream(schema(), operation)) return strangersLimit(service);
      return service.quirks?.bodyLimits?.[operation ?? ''] ?? DEFAULT_BODY_LIMIT;
    },
  };
}

function refuseOpen({ name }: Service, implementation: Implementation): Implementation {
  const { operations, access } = implementation;
  const open = Object.keys(operations).filter((operation) => !Object.hasOwn(access, operation));
  if (open.length > 0) throw new Error(`${name}: no access is declared for ${open.join(', ')}`);
  return implementation;
}

export const DEFAULT_BODY_LIMIT: BodyLimit = {
  bytes: BODY_BYTES_MAX,
  code: 'RequestEntityTooLargeException',
  status: 413,
  message: `Request must be smaller than ${BODY_BYTES_MAX} bytes`,
};

function strangersLimit({ quirks }: Service): BodyLimit {
  return quirks?.unsigned ? UNSIGNED_BODY_LIMIT : STRANGERS_DOCUMENT_LIMIT;
}

/** What nobody may send to S3, where a bucket lets everybody in: the keys of a DeleteObjects, with room to spare. */
const STRANGERS_DOCUMENT_LIMIT: BodyLimit = {
  bytes: 2 * 1024 * 1024,
  code: 'MaxMessageLengthExceeded',
  status: 400,
  message: 'Your request was too big.',
};

/** What a stranger may send: the longest token and session policy that STS takes, encoded, with room to spare. */
const UNSIGNED_BODY_LIMIT: BodyLimit = {
  bytes: 128 * 1024,
  code: 'RequestEntityTooLargeException',
  status: 413,
  message: 'Request must be smaller than 131072 bytes',
};

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function compileOperation(
  service: Service,
  { operations, access }: Implementation,
  schema: ServiceSchema,
  name: string,
  protocol: ProtocolName,
): ServedOperation {
  const model = schema.operations.get(name);
  if (!model) throw unknownOperation(protocol, name, schema.metadata.apiVersion);
  const run = Object.hasOwn(operations, name) ? operations[name] : undefined;
  const row = access[name];
  if (!run || !row) throw notImplemented(schema.metadata.serviceId, name);
  return {
    name,
    service,
    codec: codecOf(schema, model, protocol),
    validate: compileValidator(schema, model),
    access: row,
    run,
    isDataEvent: service.quirks?.dataEvents?.includes(name) ?? false,
    redact: compileRedactor(schema, model),
  };
}

/** Of operations with the same method, path and parameters those that another has superseded come last. */
function compileServiceUris({ quirks }: Service, schema: ServiceSchema): UriMatcher {
  const isOld = ({ name }: OperationModel): number => Number(quirks?.superseded?.includes(name) ?? false);
  const models = [...schema.operations.values()].toSorted((a, b) => isOld(a) - isOld(b));
  return compileUris(models, ({ input }) => input && schema.shape(input));
}

function takesStream(schema: ServiceSchema, name: string | undefined): boolean {
  if (name === undefined) return false;
  if (!schema.metadata.protocol.startsWith('rest-')) return false;
  return schema.compiled(`streams ${name}`, () => {
    const input = schema.operations.get(name)?.input;
    const shape = input && schema.shape(input);
    const ref = shape?.payload === undefined ? undefined : shape.members?.[shape.payload];
    return ref !== undefined && (ref.streaming ?? schema.shape(ref).streaming ?? false);
  });
}

function codecOf(schema: ServiceSchema, model: OperationModel, name: ProtocolName): OperationCodec {
  return protocolOf(name).compile(schema, model);
}

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  json,
  query,
  'rest-json': restJson,
  'rest-xml': restXml,
  'smithy-rpc-v2-cbor': cbor,
};

export function protocolOf(name: ProtocolName): Protocol {
  return PROTOCOLS[name];
}

export function unknownOperation(protocol: ProtocolName, name: string | undefined, version: string): WireError {
  if (protocol === 'query') {
    if (name === undefined)
      return new WireError('MissingAction', 400, 'The request is missing an action or operation parameter');
    return new WireError('InvalidAction', 400, `Could not find operation ${name.slice(0, 128)} for version ${version}`);
  }
  const what =
    name === undefined ? 'No operation has this method and path' : `There is no operation ${name.slice(0, 128)}`;
  return new WireError('UnknownOperationException', protocol === 'json' ? 400 : 404, what);
}
