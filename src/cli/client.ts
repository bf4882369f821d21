/** The command line's own client: signed awsJson calls to the cloud that runs on a data directory. */
import { readFileSync } from 'node:fs';
import { signRequest } from '../auth/sign-request.ts';
import { type Endpoint, isRunning, type KeyHolder, readEndpoint, readKeys } from '../data-folder.ts';
import { UserError } from '../kit/user-error.ts';
import type { ServiceModel } from '../wire/model.ts';

export interface Client {
  readonly endpoint: Endpoint;
  /** Throws UserError where the cloud does not answer, and CallError with what it answered; `signal` gives it up. */
  call(
    service: 'logs' | 'virga',
    operation: string,
    input: object,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>>;
}

/** What the cloud said of a call. */
export class CallError extends UserError {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message === '' ? code : `${message} (${code})`);
    this.code = code;
  }
}

const TIMEOUT_MS = 60_000;
const NEVER = new AbortController().signal;

/** Throws UserError where no cloud was ever started there. */
export function connect(dataFolder: string, as: KeyHolder = 'admin'): Client {
  const endpoint = readEndpoint(dataFolder);
  const keys = readKeys(dataFolder, as);
  return {
    endpoint,
    async call(service, operation, input, signal = NEVER) {
      const { jsonVersion = '1.0', targetPrefix = '', signingName = service } = metadataOf(service);
      const url = new URL(endpoint.localUrl ?? endpoint.url);
      const body = JSON.stringify(input);
      const headers = signRequest({
        method: 'POST',
        rawPath: '/',
        headers: {
          host: url.host,
          'content-type': `application/x-amz-json-${jsonVersion}`,
          'x-amz-target': `${targetPrefix}.${operation}`,
        },
        body,
        credentials: keys,
        service: signingName,
        region: endpoint.region,
        nowMs: Date.now(),
      });
      // fetch makes the Host header itself, the same.
      const { host: _, ...sent } = headers;
      const request = {
        method: 'POST',
        headers: sent,
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      };
      const response = await send(url, request, endpoint, dataFolder);
      const answer = (await response.json()) as Record<string, unknown>;
      if (response.ok) return answer;
      const { __type: type, message, Message = message } = answer;
      const code = typeof type === 'string' ? type.replace(/^.*#/, '') : String(response.status);
      throw new CallError(code, typeof Message === 'string' ? Message : '');
    },
  };
}

function metadataOf(service: string): ServiceModel['metadata'] {
  const file = new URL(`../services/${service}/model.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as ServiceModel).metadata;
}

async function send(url: URL, request: RequestInit, endpoint: Endpoint, dataFolder: string): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    const why = isRunning(endpoint)
      ? `it does not answer (${String((error as Error).cause ?? error)})`
      : `it is not running: start it with ./virga up --data ${dataFolder}`;
    throw new UserError(`no answer from the cloud at ${endpoint.url}: ${why}`);
  }
}
