/** Whole requests, signed, as bytes: made before they are timed. */
import { signRequest } from '../../src/auth/sign-request.ts';
import type { Server } from './peers.ts';

export class Signer {
  readonly #server: Pick<Server, 'port' | 'keys'>;

  constructor(server: Pick<Server, 'port' | 'keys'>) {
    this.#server = server;
  }

  dynamodb(operation: string, input: object): Buffer {
    const body = JSON.stringify(input);
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `DynamoDB_20120810.${operation}` };
    return this.#request({ service: 'dynamodb', method: 'POST', rawPath: '/', rawQuery: '', headers, body });
  }

  s3(method: 'GET' | 'PUT', rawPath: string, body: Uint8Array = EMPTY, rawQuery = ''): Buffer {
    return this.#request({ service: 's3', method, rawPath, rawQuery, headers: {}, body });
  }

  #request(parts: {
    readonly service: string;
    readonly method: string;
    readonly rawPath: string;
    readonly rawQuery: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | Uint8Array;
  }): Buffer {
    const { port, keys } = this.#server;
    const headers = signRequest({
      ...parts,
      headers: { ...parts.headers, host: `127.0.0.1:${port}` },
      credentials: keys,
      region: 'us-east-1',
      nowMs: Date.now(),
    });
    const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(parts.body)) });
    const target = parts.rawQuery === '' ? parts.rawPath : `${parts.rawPath}?${parts.rawQuery}`;
    const head = `${parts.method} ${target} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
    return Buffer.concat([Buffer.from(head), typeof parts.body === 'string' ? Buffer.from(parts.body) : parts.body]);
  }
}

const EMPTY = new Uint8Array(0);
