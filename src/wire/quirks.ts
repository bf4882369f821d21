/** What the models do not say and the wire needs to know: data that a service's quirks.ts gives. */
import type { WireError } from './error.ts';
import type { ShapeRef } from './model.ts';
import type { Headers } from './protocols/protocol.ts';

export interface ErrorCode {
  readonly code: string;
  readonly status: number;
}

export interface BodyLimit {
  readonly bytes: number;
  /** What a larger body is answered with. */
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

export interface XmlQuirks {
  /** Of the root element of answers, and of wrapped errors. */
  readonly namespace?: string;
  /** The root elements of answers, by operation, where they are not called as the output's shape. */
  readonly roots?: Readonly<Record<string, string>>;
  /** Operations whose only member is the root element itself (GetBucketLocation). */
  readonly unwrapped?: readonly string[];
  /** Times are written with milliseconds. */
  readonly milliseconds?: boolean;
  /** Documents of requests may have no elements that the model lacks, but for those of these operations. */
  readonly strict?: { readonly except: readonly string[] };
  /** Errors without the ErrorResponse around them, as S3 has them. */
  readonly bareErrors?: boolean;
  /** A second id in each answer (`x-amz-id-2`) and error (`HostId`). */
  readonly hostId?: boolean;
}

export interface WireQuirks {
  /** Members that AWS has added since the model was taken: shape → member → reference. */
  readonly addedMembers?: Readonly<Record<string, Readonly<Record<string, ShapeRef>>>>;
  /** Where a violated constraint is not ValidationException (ValidationError in the query protocol). */
  readonly validationError?: ErrorCode;
  /** Where a violation inside the member that is the body is another error: S3's MalformedXML, in one sentence. */
  readonly payloadError?: ErrorCode & { readonly message: string };
  /** Where a body that must be there and is not is another error than a member that is null. */
  readonly missingPayloadError?: ErrorCode & { readonly message: string };
  /**
   * Where a number, boolean or time in a header or the query string that is none is not SerializationException. `name`: its
   * parameter's, `says`: what is wrong with it.
   */
  readonly brokenArgument?: (name: string, text: string, says: string) => WireError;
  /** Where a fault of ours is not InternalFailure 500. */
  readonly internalError?: ErrorCode;
  /** Of an answer that the model says no status of and that is not 200, by operation. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Answers carry the CRC-32 of their body (X-Amz-Crc32), as DynamoDB's do. */
  readonly crc32Header?: boolean;
  /** Violations of constraints never quote the value (`Value at 'roleName' failed …`), as IAM's newer answers do. */
  readonly hidesValues?: boolean;
  /** Shapes whose constraints the operation checks itself, because AWS answers in other words. */
  readonly checkedByOperation?: readonly string[];
  /** Input members (`PutLogEventsRequest.logEvents`) that hold the callers' own data and stay out of the audit trail. */
  readonly unauditedMembers?: readonly string[];
  /** Content type of answers whose body is one blob, by operation; application/octet-stream where nothing is said. */
  readonly contentTypes?: Readonly<Record<string, string>>;
  /** Of restXml services: what their answers have and the table does not say. */
  readonly xml?: XmlQuirks;
  /**
   * Operations that take requests without a signature: what they carry proves who calls, and they decide themselves
   * (sts: web identities). Of the query protocol, in forms. One that is signed is verified as ever.
   */
  readonly unsigned?: readonly string[];
  /**
   * Operations on what callers keep (objects, items) rather than on the service: CloudTrail's data events, which nobody
   * records unless he asks. Only those that are denied are in the audit trail; all are in the platform's log.
   */
  readonly dataEvents?: readonly string[];
  /** Operations that have the method, path and parameters of a newer one, which such requests are for. */
  readonly superseded?: readonly string[];
  /** Holds a body that was read whole against what its headers (and trailers) declare of it; throws WireError. */
  readonly checkBody?: (operation: string, headers: Headers, body: Uint8Array) => Promise<void>;
  /** By operation; 10 MiB where nothing is said. */
  readonly bodyLimits?: Readonly<Record<string, BodyLimit>>;
}
