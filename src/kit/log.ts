/** The platform's own log: one JSON object a line. Never give it a secret or a request's body. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `error.stack` and its causes are written; what a client sees is decided elsewhere. */
  error(message: string, error: unknown, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes lines to `write`, which must not throw. */
export function jsonLog(write: (line: string) => void, nowMs: () => number): Log {
  const line = (level: string, message: string, fields: LogFields = {}): void =>
    write(`${JSON.stringify({ time: new Date(nowMs()).toISOString(), level, message, ...fields })}\n`);
  return {
    info: (message, fields) => line('info', message, fields),
    warn: (message, fields) => line('warn', message, fields),
    error: (message, error, fields) => line('error', message, { ...fields, cause: describe(error) }),
  };
}

export const silentLog: Log = { info() {}, warn() {}, error() {} };

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  return error.cause === undefined ? text : `${text}\ncaused by: ${describe(error.cause)}`;
}
