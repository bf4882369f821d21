import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOfSandbox } from './host-watch.ts';

// As iproute2 6.1 prints them.
const OF_SANDBOXES = [
  'Deleted 7368: virga35-2    inet 198.19.168.1 peer 198.19.168.2/32 scope global virga35-2\\       valid_lft forever preferred_lft forever',
  'Deleted local 198.19.168.1 dev virga35-2 table local proto kernel scope host src 198.19.168.1 ',
  'Deleted inet virga35-2 ',
  'Deleted inet6 virga35-2 ',
  '7374: virga08-2    inet 198.18.64.1 peer 198.18.64.2/32 scope global virga08-2\\       valid_lft forever preferred_lft forever',
  '198.18.64.2 dev virga08-2 proto kernel scope link src 198.18.64.1 ',
  // Numbers are hexadecimal.
  'inet virga08-44f forwarding on ',
  'Deleted inet6 virga08-4a ',
  '39209: virga08-44f    inet 198.18.64.1 peer 198.18.68.79/32 scope global virga08-44f\\       valid_lft forever preferred_lft forever',
  '198.18.68.79 dev virga08-44f proto kernel scope link src 198.18.64.1 ',
  'inet virgaff-12 forwarding off rp_filter off mc_forwarding off proxy_neigh off ignore_routes_with_linkdown off ',
  'inet6 virga08-2 forwarding off mc_forwarding off proxy_neigh off ignore_routes_with_linkdown off ',
];

const OF_THE_HOST = [
  'inet eth0 forwarding off ',
  'default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.7 metric 100 ',
  'Deleted default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.7 metric 100 ',
  '2: eth0    inet 10.0.0.7/24 brd 10.0.0.255 scope global eth0\\       valid_lft forever preferred_lft forever',
  // Not one that we name so.
  'inet virga0 forwarding on ',
  'inet virga08-wan forwarding on ',
  'default via 10.8.0.1 dev virgacom0 proto static ',
];

test('the interfaces of sandboxes do not count as the host', () => {
  for (const line of OF_SANDBOXES) assert.equal(isOfSandbox(line), true, line);
  for (const line of OF_THE_HOST) assert.equal(isOfSandbox(line), false, line);
});
