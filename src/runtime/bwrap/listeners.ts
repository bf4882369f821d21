/** Receives the listening sockets that a sandbox makes on its own loopback before any code of the function runs. */
import type { ChildProcess } from 'node:child_process';
import net from 'node:net';

/**
 * Resolves with port → listener when all have come (and the launcher, where there is one, is ready); rejects where the
 * sandbox ends before. The channel is closed then, unless a launcher waits on it for its command.
 */
export function receiveListeners(
  child: ChildProcess,
  ports: readonly number[],
  launched: boolean,
): Promise<Map<number, net.Server>> {
  const listeners = new Map<number, net.Server>();
  let ready = !launched;
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown, handle: unknown): void => {
      if (message === 'ready') ready = true;
      const port = typeof message === 'string' ? Number(/^listening:(\d+)$/.exec(message)?.[1]) : Number.NaN;
      if (handle instanceof net.Server && ports.includes(port)) listeners.set(port, handle.unref());
      if (!ready || listeners.size < ports.length) return;
      child.off('message', onMessage);
      if (!launched && child.connected) child.disconnect();
      resolve(listeners);
    };
    child.on('message', onMessage);
    child.once('exit', () => {
      for (const listener of listeners.values()) listener.close();
      reject(new Error('it ended before its listeners were made'));
    });
  });
}
