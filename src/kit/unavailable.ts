/** What cannot be done now and may be done in a while: the disk is full, or too much waits for it. Nothing of it was done. */
export class UnavailableError extends Error {
  override readonly name: string = 'UnavailableError';
}
