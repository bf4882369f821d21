/** `./virga explain REQUEST-ID`: why a request was denied, and what would allow it. */
import { dataFolder } from '../../config.ts';
import { UserError } from '../../kit/user-error.ts';
import type { ExplainRequestResponse } from '../../services/virga/model.ts';
import { connect } from '../client.ts';
import type { Command } from '../command.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'Explains a denial: the policies that were looked at, and the smallest statement that would allow it.',
  positionals: 'REQUEST-ID',
  maxPositionals: 1,
  options: { data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' } },
  notes: ['The request id is in the answer to the denied call: header x-amzn-RequestId, or aws --debug.'],
  async run({ options, positionals: [requestId] }, io) {
    if (requestId === undefined) throw new UserError('name the request: ./virga explain REQUEST-ID');
    const client = connect(dataFolder(options, io.environment));
    const answer = await client.call('virga', 'ExplainRequest', { RequestId: requestId });
    const { Explanation } = answer as unknown as ExplainRequestResponse;
    io.out(`${JSON.stringify(Explanation, undefined, 2)}\n`);
    return 0;
  },
};
