/** Services whose operations are all replaced by one, behind the real pipeline, and the official SDK that calls them. */
import type { KnownService } from '../../tools/services.ts';
import { startWireServer } from '../wire/wire-server.ts';
import { callerOf, type SdkCaller } from './data-cloud.ts';

export interface ReplacedServices {
  readonly sdk: SdkCaller;
  close(): Promise<void>;
}

export async function startReplaced(
  services: readonly KnownService[],
  operation: () => Promise<object>,
): Promise<ReplacedServices> {
  const all = services.map(({ service, operations }) => {
    const replaced = Object.fromEntries(Object.keys(operations).map((name) => [name, operation]));
    return [service.name, { operations: replaced, ...(service.quirks && { quirks: service.quirks }) }] as const;
  });
  const server = await startWireServer(Object.fromEntries(all));
  const sdk = callerOf(server.url, new Set());
  return {
    sdk,
    async close() {
      sdk.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
