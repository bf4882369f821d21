/** Says in the data directory where the cloud answers, for the command line; a full disk delays that, not the cloud. */
import { type Endpoint, writeEndpoint } from '../data-folder.ts';
import { isDiskFull } from '../kit/disk-full.ts';
import type { Base } from './base.ts';

/** Ours: how often a full disk is tried again. */
const AGAIN_MS = 2_000;

export function announce(dataFolder: string, endpoint: Endpoint, base: Base): void {
  const { clock, log, closers, say } = base;
  let cancel = (): void => undefined;
  const write = (): boolean => {
    try {
      writeEndpoint(dataFolder, endpoint);
      return true;
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      cancel = clock.after(AGAIN_MS, writeAgain);
      return false;
    }
  };
  const writeAgain = (): void => {
    try {
      if (write()) log.info('the commands find this cloud now');
    } catch (error) {
      log.error('where the cloud answers could not be written', error);
    }
  };
  closers.add('announcement', () => cancel());
  if (write()) return;
  log.warn('the disk is full: where the cloud answers could not be written', { endpoint: endpoint.url });
  say(
    `the disk of ${dataFolder} is full: until there is room, ./virga env and the other commands do not find this cloud`,
  );
}
