/** The nftables rules inside the namespace of one sandbox: what it may send to pasta, which asks the host's sockets. */
import { elements, REFUSE } from '../rules.ts';
import { CLOSED_RANGES, PRIVATE_RANGES } from '../../../kit/ip-ranges.ts';

/** A function has no rights over its namespace, so that it cannot change them. `host`: this machine's own addresses. */
export function pastaRules(open: readonly string[], host: readonly string[]): string {
  return `table inet virga {
  set host { type ipv4_addr;${elements(host)} }
  set open { type ipv4_addr; flags interval; auto-merge;${elements(open)} }
  set closed { type ipv4_addr; flags interval; auto-merge;${elements([...CLOSED_RANGES, ...PRIVATE_RANGES])} }
${REFUSE}  chain output {
    type filter hook output priority filter; policy accept;
    oifname "lo" accept
    meta nfproto != ipv4 drop
    ip daddr @host goto refuse
    ip daddr @open accept
    ip daddr @closed goto refuse
  }
  chain input {
    type filter hook input priority filter; policy accept;
    iifname "lo" accept
    ct state established,related accept
    drop
  }
}
`;
}

/** Replaces the host's addresses in a namespace that has the rules. */
export function hostUpdate(host: readonly string[]): string {
  const add = host.length === 0 ? '' : `add element inet virga host { ${host.join(', ')} }\n`;
  return `flush set inet virga host\n${add}`;
}
