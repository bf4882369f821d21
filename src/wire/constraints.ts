/** The constraints that a shape puts on a value of its own, each with AWS's words for it. */
import { SLOW_PATTERN_CHARACTERS_MAX } from './limits.ts';
import type { Shape } from './model.ts';

export interface Constraint {
  readonly words: string;
  holds(value: unknown): boolean;
}

/** In the order in which AWS lists them together. */
export function constraintsOf(shape: Shape): readonly Constraint[] {
  const { enum: values, min, max, pattern } = shape;
  if (values) {
    const allowed = new Set<unknown>(values);
    return [
      { words: `Member must satisfy enum value set: [${values.join(', ')}]`, holds: (value) => allowed.has(value) },
    ];
  }
  const found: Constraint[] = [];
  const measure = measureOf(shape);
  if (measure) {
    const show = shape.type === 'double' || shape.type === 'float' ? showDouble : String;
    const words = `Member must have ${measure.name}`;
    if (max !== undefined) {
      found.push({ words: `${words} less than or equal to ${show(max)}`, holds: (value) => measure.of(value) <= max });
    }
    if (min !== undefined) {
      found.push({
        words: `${words} greater than or equal to ${show(min)}`,
        holds: (value) => measure.of(value) >= min,
      });
    }
  }
  if (pattern !== undefined && shape.type === 'string') found.push(patternConstraint(pattern));
  return found;
}

function measureOf({ type }: Shape): { name: 'length' | 'value'; of(value: unknown): number } | undefined {
  switch (type) {
    case 'string':
    case 'list':
    case 'blob':
      // A stream's length is not known beforehand.
      return { name: 'length', of: (value) => (value as { length?: number }).length ?? 0 };
    case 'map':
      return { name: 'length', of: (value) => Object.keys(value as object).length };
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return { name: 'value', of: (value) => value as number };
    case 'boolean':
    case 'character':
    case 'structure':
    case 'timestamp':
      return undefined;
  }
}

function showDouble(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function patternConstraint(pattern: string): Constraint {
  const regex = compilePattern(pattern);
  const lengthMax = isLinear(pattern) ? Number.POSITIVE_INFINITY : SLOW_PATTERN_CHARACTERS_MAX;
  return {
    words: `Member must satisfy regular expression pattern: ${pattern}`,
    holds: (value) => (value as string).length <= lengthMax && regex.test(value as string),
  };
}

/** The models' patterns are Java's and hold for the whole text; a few are no Unicode expressions in JavaScript. */
export function compilePattern(pattern: string): RegExp {
  const whole = `^(?:${pattern})$`;
  try {
    return new RegExp(whole, 'u');
  } catch {
    return new RegExp(whole);
  }
}

/** One repetition at most: such an expression takes time in proportion to the text. */
function isLinear(pattern: string): boolean {
  const repetitions = pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, 'x').match(/[*+]|\{\d+,\d*\}/g);
  return (repetitions?.length ?? 0) <= 1;
}
