/** Receives the listening sockets that a sandbox makes on its own loopback before any code of the function runs. */
import type { ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import net from 'node:net';

export interface Listeners {
  readonly servers: ReadonlyMap<number, net.Server>;
  /** Where names were asked for as well. */
  readonly names: dgram.Socket | undefined;
}

/** Where programs inside ask for names. */
export const NAMES_PORT = 53;

/** What the sandbox is to listen on: TCP ports, and for names a port of each kind. */
export function portWords(ports: readonly number[], names: boolean): string[] {
  return [...ports.map(String), ...(names ? [String(NAMES_PORT), `${NAMES_PORT}/udp`] : [])];
}

/**
 * Resolves with what was made when all have come (and the launcher, where there is one, is ready); rejects where the
 * sandbox ends before. The channel is closed then, unless a launcher waits on it for its command.
 */
export function receiveListeners(child: ChildProcess, words: readonly string[], launched: boolean): Promise<Listeners> {
  const servers = new Map<number, net.Server>();
  let names: dgram.Socket | undefined;
  let ready = !launched;
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown, handle: unknown): void => {
      if (message === 'ready') ready = true;
      const word = typeof message === 'string' ? (/^listening:(.+)$/.exec(message)?.[1] ?? '') : '';
      if (handle instanceof net.Server && words.includes(word)) servers.set(Number(word), handle.unref());
      if (handle instanceof dgram.Socket && words.includes(word)) names = handle.unref();
      if (!ready || servers.size + (names ? 1 : 0) < words.length) return;
      child.off('message', onMessage).off('exit', onExit);
      if (!launched && child.connected) child.disconnect();
      resolve({ servers, names });
    };
    const onExit = (): void => {
      for (const listener of servers.values()) listener.close();
      names?.close();
      reject(new Error('it ended before its listeners were made'));
    };
    child.on('message', onMessage).once('exit', onExit);
  });
}
