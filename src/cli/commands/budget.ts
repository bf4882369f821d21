/** `./virga budget set|list|remove`: what a function's use may be worth in a month, and what happens past that. */
import { dataFolder } from '../../config.ts';
import { UserError } from '../../kit/user-error.ts';
import { Decimal } from '../../metering/cost/decimal.ts';
import type { Budget, ListBudgetsResponse, PutBudgetResponse } from '../../services/virga/model.ts';
import { connect } from '../client.ts';
import type { Command } from '../command.ts';

export const budget: Command = {
  name: 'budget',
  summary: "Sets what a function's use may be worth in a month, and warns or throttles past that.",
  positionals: 'set FUNCTION|list|remove FUNCTION',
  maxPositionals: 2,
  options: {
    monthly: { value: 'USD', help: "of the month's use at AWS's prices: 5, or 0.50" },
    action: {
      value: 'warn|throttle',
      help: 'in the log and the status (warn, if not given), or invocations are refused',
    },
    region: { value: 'REGION', help: "of the function (the cloud's own)" },
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
  },
  notes: [
    'Examples:',
    '  ./virga budget set my-function --monthly 5 --action throttle',
    '  ./virga budget remove my-function',
  ],
  async run({ options, positionals: [action, functionName] }, io) {
    const client = connect(dataFolder(options, io.environment));
    if (action === 'list' && functionName === undefined) {
      const { Budgets } = (await client.call('virga', 'ListBudgets', {})) as unknown as ListBudgetsResponse;
      for (const one of Budgets) io.out(line(one));
      return 0;
    }
    if (functionName === undefined || (action !== 'set' && action !== 'remove')) {
      throw new UserError('say what to do: ./virga budget set FUNCTION --monthly USD, list, or remove FUNCTION');
    }
    const function_ = { FunctionName: functionName, Region: options['region'] };
    if (action === 'remove') {
      await client.call('virga', 'DeleteBudget', function_);
      return 0;
    }
    if (options['monthly'] === undefined) throw new UserError('say how much: --monthly 5');
    const input = { ...function_, Monthly: options['monthly'], Action: options['action'] };
    io.out(line(((await client.call('virga', 'PutBudget', input)) as unknown as PutBudgetResponse).Budget));
    return 0;
  },
};

function line({ Region, FunctionName, Monthly, Action, Month, Spent, Over }: Budget): string {
  const spent = Decimal.parse(Spent).toFixed(6);
  return `${Region}  ${FunctionName}  ${spent} of ${Monthly} USD in ${Month}  ${Action}${Over ? '  used up' : ''}\n`;
}
