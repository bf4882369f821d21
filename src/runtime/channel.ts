/**
 * How the platform talks to the runtime inside a sandbox: by framed messages over Unix sockets (managed runtimes), or by
 * the documented Runtime API over HTTP (custom ones). What is above does not know which.
 */

export interface InvocationChannel {
  /** Once: tells the runtime its function. Answered by `ready` or `initError`. */
  init(message: InitMessage): void;
  /** After `ready`, one at a time. Answered by `response`, `error` or `tooLarge`. */
  invoke(call: Call): void;
  close(): void;
  /** Set by the owner before `init`. */
  onEvent: (event: ChannelEvent) => void;
  onOutput: (output: ChannelOutput) => void;
  /** Resolves when nothing more comes by `onEvent` and `onOutput`: the runtime has ended, and all that it said was read. */
  ended(): Promise<void>;
  /** Whether credentials can be renewed in a running sandbox, by `Call.environment`. */
  readonly renewsEnvironment: boolean;
}

export interface InitMessage {
  readonly handler: string;
  readonly memoryMb: number;
  /** Of the language, as the runtime's name has it: `3.12`, `22`. */
  readonly version: string;
  /** Whether handlers may take a callback: Node.js up to 22. */
  readonly callbacks: boolean;
  /** The function's whole environment, credentials included. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Call {
  readonly requestId: string;
  /** JSON text. */
  readonly payload: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly deadlineMs: number;
  readonly arn: string;
  readonly traceId: string;
  /** JSON text. */
  readonly clientContext?: string;
  /** Variables that changed since `init`: renewed credentials. */
  readonly environment?: Readonly<Record<string, string>>;
}

export type ChannelEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initError'; readonly payload: Uint8Array; readonly errorType: string }
  | { readonly kind: 'response'; readonly payload: Uint8Array; readonly usedBytes: number }
  | {
      readonly kind: 'error';
      readonly payload: Uint8Array;
      readonly errorType: string;
      readonly usedBytes: number;
      /** The runtime ends after it. */
      readonly fatal: boolean;
    }
  | { readonly kind: 'tooLarge'; readonly usedBytes: number }
  /** The runtime broke the protocol: it cannot be used any more. */
  | { readonly kind: 'broken'; readonly reason: string };

/** `event`: one log event, however many lines it has. `raw`: bytes as written, to be cut into lines. */
export interface ChannelOutput {
  readonly kind: 'event' | 'raw';
  readonly bytes: Uint8Array;
}
