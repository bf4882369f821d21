/**
 * The channel of custom runtimes: the documented Runtime API over HTTP, one server for each sandbox, on its own loopback.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, 2026-11-23.
 */
import http from 'node:http';
import type { Call, ChannelEvent, ChannelOutput, InitMessage, InvocationChannel } from '../channel.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import type { Sandbox } from '../sandbox.ts';
import { bodyOf, errorTypeOf, refuse, reply } from './messages.ts';

/** As the sandbox shows it. */
const BOOTSTRAP = '/var/task/bootstrap';
const BASE = '/2018-06-01/runtime/';
/** Ours: connections of one sandbox to its Runtime API at a time. */
const MAX_CONNECTIONS = 64;

export class RuntimeApiChannel implements InvocationChannel {
  readonly renewsEnvironment = false;
  onEvent: (event: ChannelEvent) => void = () => {};
  onOutput: (output: ChannelOutput) => void = () => {};
  readonly #sandbox: Sandbox;
  readonly #server: http.Server;
  #started = false;
  #call: Call | undefined;
  /** Whether the runtime has the call. */
  #delivered = false;
  /** The runtime's open `next`. */
  #waiting: http.ServerResponse | undefined;
  /** Requests and connections. */
  #open = 0;
  readonly #onQuiet: (() => void)[] = [];

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    // A runtime waits for its next invocation as long as it takes.
    const noTimeouts = {
      requestTimeout: 0,
      headersTimeout: 0,
      keepAliveTimeout: 0,
      connectionsCheckingInterval: 60_000,
    };
    this.#server = http.createServer(noTimeouts, (request, response) => {
      this.#opened();
      void this.#handle(request, response)
        .catch(() => response.destroy())
        .finally(() => this.#closed());
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('connection', (socket) => {
      this.#opened();
      socket.once('close', () => this.#closed());
    });
    this.#server.on('clientError', (_error, socket) => socket.destroy());
    if (!sandbox.runtimeApiListener) throw new Error('a sandbox for a custom runtime without a Runtime API');
    this.#server.listen(sandbox.runtimeApiListener);
  }

  init({ environment }: InitMessage): void {
    const broken = (error: Error): void => this.onEvent({ kind: 'broken', reason: error.message });
    this.#sandbox.begin([BOOTSTRAP], environment).catch(broken);
  }

  invoke(call: Call): void {
    this.#call = call;
    this.#delivered = false;
    this.#sendCall();
  }

  async ended(): Promise<void> {
    if (this.#open > 0) await new Promise<void>((resolve) => this.#onQuiet.push(resolve));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #opened(): void {
    this.#open++;
  }

  #closed(): void {
    this.#open--;
    if (this.#open === 0) for (const quiet of this.#onQuiet.splice(0)) quiet();
  }

  async #handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    if (!path.startsWith(BASE)) return refuse(response, 404, 'NotFound', `no such resource: ${path}`);
    const resource = path.slice(BASE.length);
    if (resource === 'invocation/next' && request.method === 'GET') return this.#next(response);
    const [, id, kind] = /^invocation\/([^/]+)\/(response|error)$/.exec(resource) ?? [];
    if (id === undefined && resource !== 'init/error') {
      return refuse(response, 404, 'NotFound', `no such resource: ${path}`);
    }
    if (request.method !== 'POST') return refuse(response, 405, 'MethodNotAllowed', 'Method Not Allowed');
    if (id === undefined) return await this.#initError(request, response);
    if (!this.#delivered || this.#call?.requestId !== id)
      return refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    if (kind === 'response') return await this.#response(request, response, this.#call);
    return await this.#error(request, response, this.#call);
  }

  #next(response: http.ServerResponse): void {
    if (this.#waiting || this.#delivered) {
      return refuse(
        response,
        403,
        'InvalidStateTransition',
        'State transition from Running to Ready failed: an invocation is not answered yet',
      );
    }
    this.#waiting = response;
    response.once('close', () => {
      if (this.#waiting === response) this.#waiting = undefined;
    });
    if (this.#started) return this.#sendCall();
    this.#started = true;
    this.onEvent({ kind: 'ready' });
  }

  #sendCall(): void {
    const [call, response] = [this.#call, this.#waiting];
    if (!call || !response || this.#delivered) return;
    this.#waiting = undefined;
    this.#delivered = true;
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': call.payload.byteLength,
      'lambda-runtime-aws-request-id': call.requestId,
      'lambda-runtime-deadline-ms': String(Math.floor(call.deadlineMs)),
      'lambda-runtime-invoked-function-arn': call.arn,
      'lambda-runtime-trace-id': call.traceId,
      ...(call.clientContext !== undefined && { 'lambda-runtime-client-context': headerText(call.clientContext) }),
    });
    response.end(call.payload);
  }

  async #response(request: http.IncomingMessage, response: http.ServerResponse, call: Call): Promise<void> {
    if (request.headers['lambda-runtime-function-response-mode'] === 'streaming') {
      request.resume();
      const message = 'response streaming is not supported by Virga yet';
      const payload = Buffer.from(
        JSON.stringify({ errorType: 'Runtime.StreamingNotSupported', errorMessage: message }),
      );
      const event = (usedBytes: number): ChannelEvent => ({
        kind: 'error',
        errorType: 'Runtime.StreamingNotSupported',
        payload,
        usedBytes,
        fatal: false,
      });
      return await this.#finish(call, event, () => refuse(response, 400, 'StreamingNotSupported', message), response);
    }
    const payload = await bodyOf(request, MAX_PAYLOAD_BYTES);
    if (!payload) {
      const message = `Exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`;
      const answer = (): void => refuse(response, 413, 'RequestEntityTooLarge', message);
      return await this.#finish(call, (usedBytes) => ({ kind: 'tooLarge', usedBytes }), answer, response);
    }
    const event = (usedBytes: number): ChannelEvent => ({ kind: 'response', payload, usedBytes });
    await this.#finish(call, event, () => reply(response), response);
  }

  async #error(request: http.IncomingMessage, response: http.ServerResponse, call: Call): Promise<void> {
    const { payload, errorType } = await readError(request);
    const event = (usedBytes: number): ChannelEvent => ({ kind: 'error', payload, errorType, usedBytes, fatal: false });
    await this.#finish(call, event, () => reply(response), response);
  }

  async #initError(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (this.#started) {
      return refuse(response, 403, 'InvalidStateTransition', 'State transition from Ready to InitError failed');
    }
    const { payload, errorType } = await readError(request);
    reply(response);
    this.onEvent({ kind: 'initError', payload, errorType });
  }

  /** The runtime is answered when it may ask for the next invocation; of several answers to one call the first counts. */
  async #finish(
    call: Call,
    event: (usedBytes: number) => ChannelEvent,
    answer: () => void,
    response: http.ServerResponse,
  ): Promise<void> {
    const { maxMemoryBytes } = await this.#sandbox.usage();
    // What the runtime printed before its answer lies in its pipes: one turn of the loop reads it.
    for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (this.#call !== call) return refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    this.#call = undefined;
    this.#delivered = false;
    this.onEvent(event(maxMemoryBytes));
    answer();
  }
}

/** JSON as a header can carry it: in one line, in ASCII. */
function headerText(json: string): string {
  const escape = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replaceAll(/[\t\r\n]/g, ' ').replaceAll(/[^ -~]/g, escape);
}

async function readError(request: http.IncomingMessage): Promise<{ payload: Uint8Array; errorType: string }> {
  const payload = (await bodyOf(request, MAX_PAYLOAD_BYTES)) ?? Buffer.from('{}');
  return { payload, errorType: errorTypeOf(request, payload) };
}
