/** One comparison of a JSON or space-delimited pattern: an operator and what stands behind it. */
import { invalidPattern } from './invalid.ts';
import { compileRegex } from './regex.ts';

export type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';

export type Operand =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'regex'; readonly source: string };

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The value as text: a JSON number, boolean or string, or a field. Throws InvalidParameterException. */
export function compileComparison(operator: Operator, operand: Operand): (value: string) => boolean {
  if (operator === '=' || operator === '!=') {
    const equals = operand.kind === 'regex' ? compileRegex(operand.source) : compileEquality(operand);
    return operator === '=' ? equals : (value) => !equals(value);
  }
  if (operand.kind !== 'text' || operand.quoted || !NUMBER.test(operand.text)) throw invalidPattern();
  const limit = Number(operand.text);
  return (value) => NUMBER.test(value) && compare(operator, Number(value), limit);
}

function compare(operator: '<' | '>' | '<=' | '>=', value: number, limit: number): boolean {
  switch (operator) {
    case '<':
      return value < limit;
    case '>':
      return value > limit;
    case '<=':
      return value <= limit;
    case '>=':
      return value >= limit;
  }
}

/** Numbers by value, text with `*` at its start or end ("Ev*ent will only match the actual string Ev*ent"). */
function compileEquality({
  text,
  quoted,
}: {
  readonly text: string;
  readonly quoted: boolean;
}): (value: string) => boolean {
  if (!quoted && NUMBER.test(text)) {
    const number = Number(text);
    return (value) => value === text || (NUMBER.test(value) && Number(value) === number);
  }
  const open = { start: text.startsWith('*'), end: text.length > 1 && text.endsWith('*') };
  const inner = text.slice(open.start ? 1 : 0, open.end ? -1 : undefined);
  if (open.start && open.end) return (value) => value.includes(inner);
  if (open.start) return (value) => value.endsWith(inner);
  if (open.end) return (value) => value.startsWith(inner);
  return (value) => value === text;
}
