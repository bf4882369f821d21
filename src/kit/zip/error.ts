export type ZipErrorKind =
  | 'not-a-zip'
  | 'empty'
  | 'zipped-too-large'
  | 'unzipped-too-large'
  | 'too-many-entries'
  /** Broken structure, broken compression, wrong checksum, cut off. */
  | 'damaged'
  /** Of a compression or with a feature that is not read here. */
  | 'unsupported'
  | 'encrypted'
  /** A path that leads out of the folder, is absolute, too long or no text, or passes through a file or link. */
  | 'path'
  | 'duplicate'
  /** Two entries share bytes of the file: how bombs are packed. */
  | 'overlap'
  | 'symlink'
  /** A device, a named pipe, a socket. */
  | 'special-file';

/** What is wrong with a zip file, in words for the person who made it. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  readonly kind: ZipErrorKind;
  constructor(kind: ZipErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
