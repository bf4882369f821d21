/** Paths that are Virga's own (`/_virga/health`), in front of every service: unsigned, read only. */
import type { IncomingMessage } from 'node:http';
import type { WireResponse } from '../wire/protocols/protocol.ts';

export interface PlatformRequest {
  readonly method: string;
  /** As sent. */
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: IncomingMessage['headers'];
  readonly fromSandbox: boolean;
}

export type PlatformAnswer = Omit<WireResponse, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

export type PlatformRoute = (request: PlatformRequest) => PlatformAnswer | Promise<PlatformAnswer>;

/** By path; one that ends in a slash takes everything below it. */
export type PlatformRoutes = Readonly<Record<string, PlatformRoute>>;

export function findPlatformRoute(routes: PlatformRoutes, rawPath: string): PlatformRoute | undefined {
  if (!rawPath.startsWith('/_')) return undefined;
  if (Object.hasOwn(routes, rawPath)) return routes[rawPath];
  return Object.entries(routes).find(([path]) => path.endsWith('/') && rawPath.startsWith(path))?.[1];
}

export function jsonAnswer(status: number, value: unknown): PlatformAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: `${JSON.stringify(value)}\n` };
}
