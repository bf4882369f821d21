/** `./virga cost`: what was used, what AWS would have asked for it, and what servers would. */
import { dataFolder } from '../../config.ts';
import type { Cost } from '../../metering/cost/cost-of.ts';
import { connect } from '../client.ts';
import type { Command } from '../command.ts';
import { costText } from '../cost-text.ts';

export const cost: Command = {
  name: 'cost',
  summary: 'Shows what functions used, what AWS would have asked for it, and what servers would.',
  options: {
    from: { value: 'DATE', help: 'first day, UTC (the first of the month)' },
    to: { value: 'DATE', help: 'last day, UTC (today)' },
    account: { value: 'ID', help: 'of another account: twelve digits' },
    region: { value: 'REGION', help: 'of one region (all in which something ran)' },
    'free-tier': { help: "takes off AWS's monthly free tier" },
    json: { help: 'as JSON, amounts exact' },
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
  },
  notes: ['How it is reckoned: docs/cost/README.md'],
  async run({ options }, io) {
    const client = connect(dataFolder(options, io.environment));
    const { Cost: found } = await client.call('virga', 'GetCost', {
      FromDay: options['from'],
      ToDay: options['to'],
      AccountId: options['account'],
      Region: options['region'],
      FreeTier: options['free-tier'] === true,
    });
    io.out(options['json'] === true ? `${JSON.stringify(found, undefined, 2)}\n` : costText(found as Cost));
    return 0;
  },
};
