/** What the rules of both kinds of network have in common. */

/** Refused at once rather than dropped, so that programs that ask for the metadata service do not wait for it. */
export const REFUSE = `  chain refuse {
    meta l4proto tcp reject with tcp reset
    reject with icmpx admin-prohibited
  }
`;

/** Of an nftables set; nothing where it is empty. */
export function elements(ranges: readonly string[]): string {
  return ranges.length === 0 ? '' : ` elements = { ${ranges.join(', ')} }`;
}
