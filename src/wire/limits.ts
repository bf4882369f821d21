/** Every limit of the wire, with its source. */

/** Request bodies where an operation says nothing else; the APIs of AWS that speak JSON or forms take less. */
export const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** Our own: what the bodies of all requests together may take of memory: seven packages of functions at once. */
export const BODIES_BYTES_MAX = 512 * 1024 * 1024;

/** Larger bodies are hashed chunk by chunk (this takes some 0.1 ms). */
export const HASHED_AT_ONCE_MAX = 256 * 1024;

/** A request line and its headers. API Gateway and the load balancers of AWS stop at 10 KB to 16 KB (documented quotas). */
export const HEADER_BYTES_MAX = 16 * 1024;

/** Our own: the SDKs send some fifteen. */
export const HEADER_COUNT_MAX = 100;

/** Our own: time for the headers, and for the whole request (70 MB in five minutes are 230 KB a second). */
export const HEADERS_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 300_000;

/**
 * Idle connections: longer than the SDKs keep theirs (Java 60 s, Go 90 s, .NET 120 s), so that it is the client who closes: a
 * request that meets our closing is lost. The JavaScript SDK keeps them for ever (observed 2026-11-28), so it is no interval at
 * which programs call again.
 */
export const KEEP_ALIVE_TIMEOUT_MS = 190_000;

/** While closing: how often connections that became idle are looked for. */
export const IDLE_CHECK_MS = 100;

/** Our own: how long a client may take nothing of an answer that waits for it. */
export const SEND_STALL_MS = 60_000;
export const SEND_STALL_BYTES = 64 * 1024;

/** Our own: each connection costs some 10 KB. */
export const CONNECTIONS_MAX = 10_000;

/** How often node looks for connections past their time. */
export const CONNECTIONS_CHECK_MS = 1_000;

/** After an early answer the rest of a body is read and dropped, so that clients which write first can read it. */
export const DISCARD_BYTES_MAX = 256 * 1024 * 1024;
export const DISCARD_MS_MAX = 15_000;

/** Our own: DynamoDB stops at 32 levels of a document, each two of JSON; some wrap it. */
export const JSON_DEPTH_MAX = 128;

/** Our own: fields of a form, and levels of their names. */
export const FORM_FIELDS_MAX = 50_000;
export const FORM_DEPTH_MAX = 32;

/** Coral reports ten violations at most. */
export const VIOLATIONS_MAX = 10;

/** Our own: how much of an offending value is quoted. */
export const QUOTED_VALUE_MAX = 4_096;

/** Our own: texts past this are not held against patterns whose time may grow faster than the text. */
export const SLOW_PATTERN_CHARACTERS_MAX = 2_048;

/** Our own: as JSON's depth; the largest PutMetricData has 300,000 items; integers of the models have eight bytes. */
export const CBOR_DEPTH_MAX = JSON_DEPTH_MAX;
export const CBOR_ITEMS_MAX = 1_000_000;
export const CBOR_BIGNUM_BYTES_MAX = 64;

/** Our own: S3's deepest document has nine levels; CompleteMultipartUpload's longest 10,000 parts of up to nine elements. */
export const XML_DEPTH_MAX = 32;
export const XML_ELEMENTS_MAX = 100_000;

/** Our own: how long a client may send nothing of a body that flows, while we wait for it. */
export const BODY_STALL_MS = 60_000;

/** Our own: what waits of a body that flows, before its client has to; what the kernel holds comes on top. */
export const FLOW_AHEAD_BYTES = 256 * 1024;

/** Our own: what is handed to a connection of an answer that flows, and not yet taken by the kernel. */
export const SEND_AHEAD_BYTES = 256 * 1024;

/** Our own: a chunk's line holds its size and a signature of 64 characters; trailers are a checksum and a signature. */
export const AWS_CHUNK_LINE_BYTES_MAX = 256;
export const AWS_TRAILERS_BYTES_MAX = 4_096;

/** Of an HTTP/2 connection: our own, but for the headers, which have their limits above. */
export const HTTP2 = {
  streamsMax: 100,
  headerBytesMax: HEADER_BYTES_MAX,
  /** With the four pseudo-headers. */
  headersMax: HEADER_COUNT_MAX + 4,
  sessionMegabytesMax: 10,
} as const;

/** Of one message of an event stream (documentation of Amazon Transcribe's and S3 Select's encoding: 128 KiB and 16 MiB). */
export const EVENT_HEADERS_BYTES_MAX = 128 * 1024;
export const EVENT_PAYLOAD_BYTES_MAX = 16 * 1024 * 1024;
