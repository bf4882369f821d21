/** The heap of a server after a full collection, asked for by Node.js's inspector: what it really holds on to. */
import { once } from 'node:events';

/** For `startCloud`. */
export const INSPECTED = ['--inspect=127.0.0.1:0'] as const;

export interface Heap {
  readonly usedMb: number;
  /** Buffers and other memory that objects hold outside of the heap. */
  readonly externalMb: number;
}

/** `printed`: what the server said, with the inspector's address in it. */
export async function heapOf(printed: string): Promise<Heap> {
  const address = /ws:\/\/127\.0\.0\.1:\d+\/\S+/.exec(printed)?.[0];
  if (address === undefined) throw new Error('the server has no inspector');
  const socket = new WebSocket(address);
  await once(socket, 'open');
  try {
    // Twice: what finalizers let go of is collected by the next.
    for (let turn = 0; turn < 2; turn++) await call(socket, 'HeapProfiler.collectGarbage', {});
    const expression = 'JSON.stringify(process.memoryUsage())';
    const { result } = (await call(socket, 'Runtime.evaluate', { expression })) as { result: { value: string } };
    const { heapUsed, external } = JSON.parse(result.value) as NodeJS.MemoryUsage;
    return { usedMb: heapUsed / 2 ** 20, externalMb: external / 2 ** 20 };
  } finally {
    socket.close();
    await once(socket, 'close');
  }
}

async function call(socket: WebSocket, method: string, params: object): Promise<unknown> {
  const answered = once(socket, 'message');
  socket.send(JSON.stringify({ id: 1, method, params }));
  const [message] = (await answered) as [MessageEvent];
  const { result, error } = JSON.parse(String(message.data)) as { result?: unknown; error?: unknown };
  if (error !== undefined) throw new Error(`the inspector: ${JSON.stringify(error)}`);
  return result;
}
