/** An error that a person can mend: its message is one clear line that says what to change; no stack is shown. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}
