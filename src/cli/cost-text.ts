/** A cost as people read it: a line for each day and function, the total, and what servers would cost. */
import type { Amounts, Cost, PlainSizing } from '../metering/cost/cost-of.ts';
import { Decimal } from '../metering/cost/decimal.ts';

/** Of each sizing, the cheapest. */
const FLEETS_SHOWN = 3;

export function costText(cost: Cost): string {
  const { accountId, fromDay, toDay, freeTier, pricesOf, architecture, lines, total, servers } = cost;
  const free = freeTier ? 'with the free tier' : 'without the free tier';
  const header = ['DAY', 'REGION', 'FUNCTION', 'API', 'REQUESTS', 'GB-SECONDS', 'BYTES OUT', 'USD'];
  const rows = lines.map((line) => [line.day, line.region, line.functionName, line.api, ...figures(line)]);
  return [
    `Account ${accountId}, ${fromDay} to ${toDay} (UTC), ${architecture}; AWS's prices of ${pricesOf}, ${free}`,
    '',
    ...table([header, ...rows, ['total', '', '', '', ...figures(total)]]),
    '',
    `On AWS: ${dollars(total.cost.total)} USD = requests ${dollars(total.cost.requests)} + compute ${dollars(total.cost.compute)} + ephemeral storage ${dollars(total.cost.ephemeral)} + transfer out ${dollars(total.cost.transfer)}`,
    '',
    'The same traffic on servers that are always on:',
    ...sizing('for its peak', servers.peak),
    ...sizing('for 99 % of its minutes', servers.p99),
    verdict(cost),
    ...(cost.caveats.length > 0 ? ['', 'Mind:', ...cost.caveats.map((caveat) => `  ${caveat}`)] : []),
    '',
    'Not priced:',
    ...cost.notPriced.map((what) => `  ${what}`),
    '',
  ].join('\n');
}

function figures({ requests, gbSeconds, bytesOut, cost }: Amounts): string[] {
  return [String(requests), Decimal.parse(gbSeconds).toFixed(3), String(bytesOut), dollars(cost.total)];
}

const dollars = (amount: string): string => Decimal.parse(amount).toFixed(6);

function sizing(name: string, { demand, overloaded, fleets }: PlainSizing): string[] {
  const { concurrency, milliCpu, memoryMb } = demand;
  return [
    `  ${name}: ${concurrency} at once, ${(milliCpu / 1_000).toFixed(3)} vCPU, ${memoryMb} MB`,
    ...(overloaded.minutes === 0
      ? []
      : [`    too little in ${overloaded.minutes} minutes, with ${overloaded.workPercent} % of the work`]),
    ...fleets
      .slice(0, FLEETS_SHOWN)
      .map(
        ({ server, count, hours, hourly, cost, limitedBy, confirmed }) =>
          `    ${count} x ${server}, ${hours} h at ${hourly} = ${Decimal.parse(cost).toFixed(2)} USD (by ${limitedBy}${confirmed ? '' : '; price not confirmed'})`,
      ),
  ];
}

/** By what does the same work, at the peak too. Transfer is the same on both sides and left out. */
function verdict({ total, servers }: Cost): string {
  const { requests, compute, ephemeral } = total.cost;
  const asked = [requests, compute, ephemeral]
    .map((text) => Decimal.parse(text))
    .reduce((one, other) => one.plus(other));
  const [cheapest] = servers.peak.fleets;
  if (!cheapest) return '';
  const amounts = `servers for the peak ask ${Decimal.parse(cheapest.cost).toFixed(2)} USD (${cheapest.count} x ${cheapest.server}), invocations ${asked.toFixed(6)} USD`;
  return `  ${Decimal.parse(cheapest.cost).compare(asked) < 0 ? 'Servers win' : 'Invocations win'}: ${amounts}`;
}

/** The first four columns are words, the rest numbers. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at < 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
