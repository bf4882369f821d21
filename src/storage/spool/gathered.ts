/** Frames of one turn of the event loop, which are written together at its end. */

type Write = (bytes: Uint8Array, counts: ReadonlyMap<string, number>) => void;

export class GatheredFrames {
  readonly #write: Write;
  #frames: Uint8Array[] = [];
  #counts = new Map<string, number>();
  #sizeBytes = 0;
  #turn: { readonly end: Promise<void>; readonly resolve: () => void } | undefined;

  /** `write` gets whole frames, and how many of each kind they are. It never throws. */
  constructor(write: Write) {
    this.#write = write;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Undefined where nothing waits. */
  get written(): Promise<void> | undefined {
    return this.#turn?.end;
  }

  add(kind: string, frame: Uint8Array): void {
    this.#frames.push(frame);
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    this.#sizeBytes += frame.byteLength;
    if (this.#turn) return;
    const { promise: end, resolve } = Promise.withResolvers<void>();
    this.#turn = { end, resolve };
    setImmediate(() => this.write());
  }

  /** Now, rather than at the end of the turn. */
  write(): void {
    const turn = this.#turn;
    if (!turn) return;
    const frames = this.#frames;
    const counts = this.#counts;
    this.#frames = [];
    this.#counts = new Map();
    this.#sizeBytes = 0;
    this.#turn = undefined;
    const [first] = frames;
    this.#write(frames.length === 1 && first ? first : Buffer.concat(frames), counts);
    turn.resolve();
  }
}
