/** An output that says its own JSON: for what is stored in the form that goes onto the wire, and need not be parsed. */
export abstract class JsonAnswer {
  /** The whole body, in UTF-8. */
  abstract jsonBody(): Uint8Array;
}
