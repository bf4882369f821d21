/** Why an alarm changed its state, in AWS's words (recorded from AWS by public projects, 2017 to 2025). */
import { REASON_DATA_MAX, REASON_MAX, REASON_POINTS_MAX } from '../limits.ts';
import type { AlarmBody, StateValue } from '../store.ts';
import type { AlarmPoint, AlarmRule, Decision } from './decide.ts';

const OPERATORS: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

export function reasonOf(body: AlarmBody, rule: AlarmRule, state: StateValue, { received, filled }: Decision): string {
  const { evaluationPeriods } = rule;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(evaluationPeriods, 'datapoint')} ${was(evaluationPeriods)} unknown.`;
  }
  if (filled > 0) {
    const treated = rule.treatMissing === 'breaching' ? 'Breaching' : 'NonBreaching';
    const came =
      received.length === 0 ? 'no datapoints were' : `${counted(received.length, 'datapoint')} ${was(received.length)}`;
    const missing = `${counted(filled, 'missing datapoint')} ${was(filled)} treated as [${treated}]`;
    return `Threshold Crossed: ${came} received for ${counted(evaluationPeriods, 'period')} and ${missing}.`;
  }
  return ofPoints(body, rule, state === 'ALARM', received).slice(0, REASON_MAX);
}

type Received = Decision['received'];

function ofPoints(body: AlarmBody, rule: AlarmRule, isAlarm: boolean, received: Received): string {
  const { evaluationPeriods: all, datapointsToAlarm } = rule;
  const telling = received.filter(({ value }) => rule.breaches(value) === isAlarm);
  const quoted = telling
    .slice(0, REASON_POINTS_MAX)
    .map(({ value, atMs }) => `${javaDouble(value)} (${shortDate(atMs)})`);
  const list = `[${quoted.join(', ')}]`;
  const operator = OPERATORS[body.ComparisonOperator ?? ''] ?? '';
  const crossed = `${was(telling.length)} ${isAlarm ? '' : 'not '}${operator} the threshold (${javaDouble(body.Threshold ?? 0)})`;
  const isM = body.DatapointsToAlarm !== undefined;
  const least = isAlarm ? datapointsToAlarm : all - datapointsToAlarm + 1;
  const way = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  const minimum = isM ? ` (minimum ${counted(least, 'datapoint')} for ${way} transition)` : '';
  const points = isM ? `${telling.length} out of the last ${all} datapoints` : counted(telling.length, 'datapoint');
  if (telling.length < REASON_POINTS_MAX) return `Threshold Crossed: ${points} ${list} ${crossed}${minimum}.`;
  const recent = isAlarm ? 'The most recent datapoints which crossed the threshold' : 'The most recent datapoints';
  return `Threshold Crossed: ${points} ${crossed}. ${recent}: ${list}${minimum}.`;
}

/** JSON, with numbers as Java writes them: `2.0`. */
export function reasonData(
  body: AlarmBody,
  { received }: Decision,
  points: readonly AlarmPoint[],
  periodS: number,
  nowMs: number,
): string | undefined {
  const statistic = body.Statistic ?? body.ExtendedStatistic;
  const oldest = received.at(-1);
  const recent = received.map(({ value }) => javaDouble(value)).toReversed();
  const evaluated = (received.length > 0 ? received : points.slice(0, body.EvaluationPeriods)).map(evaluatedPoint);
  const members = [
    '"version":"1.0"',
    `"queryDate":"${longDate(nowMs)}"`,
    ...(oldest ? [`"startDate":"${longDate(oldest.atMs)}"`] : []),
    ...(body.Unit === undefined ? [] : [`"unit":${JSON.stringify(body.Unit)}`]),
    ...(statistic === undefined ? [] : [`"statistic":${JSON.stringify(statistic)}`]),
    `"period":${periodS}`,
    `"recentDatapoints":[${recent.join(',')}]`,
    `"threshold":${javaDouble(body.Threshold ?? 0)}`,
  ];
  const whole = `{${[...members, `"evaluatedDatapoints":[${evaluated.join(',')}]`].join(',')}}`;
  if (whole.length <= REASON_DATA_MAX) return whole;
  const short = `{${members.join(',')}}`;
  return short.length <= REASON_DATA_MAX ? short : undefined;
}

function evaluatedPoint({ atMs, value, sampleCount }: AlarmPoint): string {
  const members = [
    `"timestamp":"${longDate(atMs)}"`,
    ...(sampleCount === undefined ? [] : [`"sampleCount":${javaDouble(sampleCount)}`]),
    ...(value === undefined ? [] : [`"value":${javaDouble(value)}`]),
  ];
  return `{${members.join(',')}}`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const was = (count: number): string => (count === 1 ? 'was' : 'were');

/** As Java's Double.toString: always a decimal point, and `1.0E7` from ten million on and below a thousandth. */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '0', exponent = '0'] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** `2026-11-24T08:47:36.958+0000` */
const longDate = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '+0000');

/** `24/11/26 08:42:00` */
function shortDate(atMs: number): string {
  const [, year, month, day, time] = /^\d\d(\d\d)-(\d\d)-(\d\d)T(.{8})/.exec(new Date(atMs).toISOString()) ?? [];
  return `${day}/${month}/${year} ${time}`;
}
