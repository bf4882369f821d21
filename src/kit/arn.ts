/** Amazon Resource Names: `arn:partition:service:region:account:resource`; the resource may contain colons. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Returns undefined where the text is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const parts = text.split(':', 6);
  const [head, partition, service, region, account] = parts;
  if (head !== 'arn' || parts.length < 6 || !partition || !service) return undefined;
  const resource = text.slice(parts.slice(0, 5).join(':').length + 1);
  if (resource === '') return undefined;
  return { partition, service, region: region ?? '', account: account ?? '', resource };
}

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}
