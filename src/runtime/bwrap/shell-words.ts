/** Quotes a word for POSIX sh. Throws TypeError for a NUL, which no argument can hold. */
export function shellQuote(word: string): string {
  if (word.includes('\0')) throw new TypeError('a NUL in a command');
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
