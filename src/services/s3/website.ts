/** What S3 says of a website's configuration when it is put. */
import { invalidArgument, invalidRequest, malformedXml } from './errors.ts';
import { ROUTING_RULES_MAX } from './limits.ts';
import type { RoutingRule, WebsiteConfiguration } from './model.ts';

/** Messages recorded in public snapshots and reports, 2026-11-27. */
export function checkWebsite(website: WebsiteConfiguration): void {
  const { RedirectAllRequestsTo, IndexDocument, ErrorDocument, RoutingRules } = website;
  if (RedirectAllRequestsTo) {
    if (IndexDocument || ErrorDocument || RoutingRules) {
      const words = 'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.';
      throw invalidArgument(words, 'RedirectAllRequestsTo', 'not null');
    }
    return;
  }
  if (!IndexDocument) {
    const words = 'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty';
    throw invalidArgument(words, 'IndexDocument', 'null');
  }
  if (IndexDocument.Suffix === '' || IndexDocument.Suffix.includes('/')) {
    throw invalidArgument('The IndexDocument Suffix is not well formed', 'IndexDocument', IndexDocument.Suffix);
  }
  if (ErrorDocument?.Key === '' || RoutingRules?.length === 0) throw malformedXml();
  if (RoutingRules && RoutingRules.length > ROUTING_RULES_MAX) {
    throw invalidRequest(
      `${RoutingRules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${ROUTING_RULES_MAX}.`,
    );
  }
  for (const rule of RoutingRules ?? []) checkRule(rule);
}

function checkRule({ Condition, Redirect }: RoutingRule): void {
  if (Redirect.ReplaceKeyPrefixWith !== undefined && Redirect.ReplaceKeyWith !== undefined) {
    throw invalidRequest('You can only define ReplaceKeyPrefix or ReplaceKey but not both.');
  }
  if (Condition && Condition.HttpErrorCodeReturnedEquals === undefined && Condition.KeyPrefixEquals === undefined) {
    throw invalidRequest(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    );
  }
  const { HttpRedirectCode: redirectCode } = Redirect;
  if (redirectCode !== undefined && !/^3(?!00)\d\d$/.test(redirectCode)) {
    throw invalidRequest(
      `The provided HTTP redirect code (${redirectCode}) is not valid. Valid codes are 3XX except 300.`,
    );
  }
  const errorCode = Condition?.HttpErrorCodeReturnedEquals;
  if (errorCode !== undefined && !/^[45]\d\d$/.test(errorCode)) {
    throw invalidRequest(`The provided HTTP error code (${errorCode}) is not valid. Valid codes are 4XX or 5XX.`);
  }
}
