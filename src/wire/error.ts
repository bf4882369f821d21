/**
 * What a client is told when something goes wrong. Operations throw the classes of their service's generated
 * model.ts (ModeledError) or a WireError; the protocol encodes either once, at the end of the pipeline.
 */

/** Headers that an answer has besides its error: `x-amz-delete-marker`, `etag` of a 304. Lower case names. */
type ErrorHeaders = Readonly<Record<string, string>>;

/** An error of the service's own model: code and status come from its table by the name of the shape. */
export class ModeledError extends Error {
  readonly shape: string;
  /** Further members of the error's shape, such as Lambda's Type and Reason. */
  readonly fields: Readonly<Record<string, unknown>>;
  headers: ErrorHeaders = {};
  constructor(shape: string, message: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = shape;
    this.shape = shape;
    this.fields = fields;
  }
}

/** An error that is not in the service's model: of the wire, of authentication, or a common one. */
export class WireError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  headers: ErrorHeaders = {};
  constructor(code: string, status: number, message: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** The error itself, which is answered with these headers. */
export function withHeaders<E extends ModeledError | WireError>(error: E, headers: ErrorHeaders): E {
  error.headers = headers;
  return error;
}
