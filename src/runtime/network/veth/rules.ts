/** The nftables table of this platform in the host's namespace: what packets of sandboxes may do there. */
import { MAX_FLOWS } from '../limits.ts';
import { elements, REFUSE } from '../rules.ts';
import { CLOSED_RANGES, PRIVATE_RANGES } from '../../../kit/ip-ranges.ts';

export interface VethRules {
  /** Of the table, which replaces one of this name. */
  readonly table: string;
  readonly linkPrefix: string;
  /** The addresses of our sandboxes. */
  readonly block: string;
  /** Private networks that were opened. */
  readonly open: readonly string[];
}

/**
 * Only sandboxes' packets are looked at, by the interfaces they come from, before any other table can give them another
 * destination; and again where they leave. `opened` holds interfaces for which we switched forwarding on: nothing else is
 * forwarded from them on that account.
 */
export function vethRules({ table, linkPrefix, block, open }: VethRules): string {
  const ours = `"${linkPrefix}*"`;
  return `table inet ${table} {}
delete table inet ${table}
table inet ${table} {
  set open { type ipv4_addr; flags interval; auto-merge;${elements(open)} }
  set closed { type ipv4_addr; flags interval; auto-merge;${elements([...CLOSED_RANGES, ...PRIVATE_RANGES])} }
  set opened { type ifname; }
  set flows { type ipv4_addr; size 4096; flags dynamic; }
${REFUSE}  chain destination {
    fib daddr type != unicast goto refuse
    ip daddr ${block} goto refuse
    ip daddr @open return
    ip daddr @closed goto refuse
  }
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
    iifname != ${ours} return
    meta nfproto != ipv4 drop
    fib saddr . iif oif missing drop
    jump destination
  }
  chain input {
    type filter hook input priority filter - 10; policy accept;
    iifname ${ours} drop
  }
  chain forward {
    type filter hook forward priority filter - 10; policy accept;
    iifname ${ours} oifname "virga*" drop
    iifname ${ours} jump outward
    oifname ${ours} ct state established,related accept
    oifname ${ours} drop
    ip daddr ${block} drop
    iifname @opened oifname != "virga*" drop
  }
  chain outward {
    jump destination
    ct state new add @flows { ip saddr ct count over ${MAX_FLOWS} } goto refuse
    accept
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${block} oifname != "virga*" masquerade
  }
}
`;
}
