/**
 * What browsers ask of S3 and nobody has signed in a header: preflights, websites, and forms that are posted to a bucket.
 * Websites and forms end in S3's own operations, authorized as ever.
 */
import type { Authenticator } from '../auth/authenticator.ts';
import type { FormSigner } from '../auth/form-signature.ts';
import { ANONYMOUS } from '../auth/principal.ts';
import type { Clock } from '../kit/clock.ts';
import { flowBody } from '../wire/http-flow.ts';
import type { WireRequest, WireResponse } from '../wire/protocols/protocol.ts';
import type { Route } from '../wire/route.ts';
import { goOn } from './body.ts';
import type { Call } from './call.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import type { S3Front } from './s3-front.ts';
import type { ServedOperation, ServedService } from './served-service.ts';
import { answerWebsite } from './website.ts';

export interface BrowserParts {
  readonly front: S3Front;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly defaultRegion: string;
  /** Parses, validates, authorizes and runs, as `call.principal`. */
  run(call: Call, operation: ServedOperation, request: WireRequest): Promise<WireResponse>;
}

export class BrowserDoor {
  readonly #parts: BrowserParts;

  constructor(parts: BrowserParts) {
    this.#parts = parts;
  }

  /** Undefined where the request is none of these. */
  answer(call: Call, route: Route, served: ServedService): Promise<WireResponse> | undefined {
    if (route.service !== 's3') return undefined;
    if (call.head.method === 'OPTIONS') return answerPreflight(this.#parts.front, call.head, route);
    if (route.website) return this.#website(call, route, served);
    return isForm(call, route) ? this.#form(call, route, served) : undefined;
  }

  /** Adds what the bucket lets the page of this origin see of an answer, also of an error. */
  async letIn({ head, route }: Call, response: WireResponse): Promise<void> {
    if (route?.service !== 's3' || head.method === 'OPTIONS') return;
    try {
      Object.assign(response.headers, await corsHeaders(this.#parts.front, head, route));
    } catch {
      // Without the rules nobody is let in; the answer itself stands.
    }
  }

  #website(call: Call, route: Route, served: ServedService): Promise<WireResponse> {
    const { method, rawPath, rawQuery, headers } = call.head;
    const bucketName = route.labels['Bucket'] ?? '';
    const asked = method === 'HEAD' ? 'HeadObject' : 'GetObject';
    const read = (name: string, key: string): Promise<WireResponse> => {
      const labels = { Bucket: bucketName, Key: key };
      const request = { method, rawQuery: '', headers: plainHeaders(headers), labels, body: new Uint8Array(0) };
      return this.#run(call, served, name, request, { principal: ANONYMOUS, region: '' });
    };
    const parts = {
      front: this.#parts.front,
      schema: served.schema,
      read: (key: string) => read(asked, key),
      look: (key: string) => read('HeadObject', key),
    };
    const [scheme, host] = [schemeOf(call), headers['host'] ?? ''];
    const { requestId } = call;
    return answerWebsite(parts, { method, rawPath, rawQuery, host, scheme, bucketName, requestId });
  }

  async #form(call: Call, route: Route, served: ServedService): Promise<WireResponse> {
    const { postObject } = await import('./post-object.ts');
    const { clock, authenticator } = this.#parts;
    const { Bucket: bucketName, Key: key } = route.labels;
    const { host = '', 'content-type': contentType = '' } = call.head.headers;
    const path = route.bucketInHost === undefined ? `/${bucketName ?? ''}` : '';
    const limit = served.bodyLimit('PutObject');
    const parts = {
      authenticator,
      nowMs: clock.nowMs(),
      fromSandbox: call.fromSandbox,
      body: flowBody(call.req, { limit, onFirst: () => goOn(call) }),
      put: (request: WireRequest, signer: FormSigner) => {
        call.signatureKeys = signer.signatureKeys;
        return this.#run(call, served, 'PutObject', request, signer);
      },
    };
    return await postObject(parts, { bucketName, key, contentType, url: `${schemeOf(call)}://${host}${path}` });
  }

  async #run(
    call: Call,
    served: ServedService,
    name: string,
    request: WireRequest,
    { principal, region }: Pick<FormSigner, 'principal' | 'region'>,
  ): Promise<WireResponse> {
    call.principal = principal;
    call.region = region || this.#parts.defaultRegion;
    call.operationName = name;
    if (!served.implementation) await served.load();
    return await this.#parts.run(call, served.operation(name, 'rest-xml'), request);
  }
}

/** Posted to a bucket (or, mistaken, to an object) without a signature in a header. */
function isForm({ head: { method, headers } }: Call, { operation }: Route): boolean {
  const { authorization, 'content-type': contentType = '' } = headers;
  const isFormOrNothing = operation === undefined || /^multipart\/form-data\b/i.test(contentType);
  return method === 'POST' && authorization === undefined && isFormOrNothing;
}

function schemeOf({ encrypted }: Call): 'http' | 'https' {
  return encrypted ? 'https' : 'http';
}

/** Of a visitor counts what HTTP knows, and nothing of S3's. */
function plainHeaders(headers: WireRequest['headers']): WireRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'range' || name.startsWith('if-')));
}
