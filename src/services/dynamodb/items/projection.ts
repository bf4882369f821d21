/** What a reader wants of an item: ProjectionExpression, or the AttributesToGet of old clients. */
import type { Placeholders } from '../expressions/placeholders.ts';
import { compileProjection, projectAttributes, type Projection } from '../expressions/projection.ts';

export interface ProjectionInput {
  readonly ProjectionExpression?: string | undefined;
  readonly AttributesToGet?: readonly string[] | undefined;
}

/** Undefined where all of it is wanted. Throws ValidationException. */
export function projectionOf(input: ProjectionInput, placeholders: Placeholders): Projection | undefined {
  const { ProjectionExpression: text, AttributesToGet: names } = input;
  if (text !== undefined) return compileProjection(text, placeholders);
  return names && projectAttributes(names);
}
