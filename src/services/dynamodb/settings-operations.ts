/** The operations on what a table has besides its items: tags, policies, time to live and the like. */
import type { OperationTable } from '../service.ts';
import type { Operations } from './model.ts';
import { createGlobalTable } from './operations/create-global-table.ts';
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts';
import { describeContributorInsights } from './operations/describe-contributor-insights.ts';
import { describeGlobalTableSettings } from './operations/describe-global-table-settings.ts';
import { describeGlobalTable } from './operations/describe-global-table.ts';
import { describeKinesisStreamingDestination } from './operations/describe-kinesis-streaming-destination.ts';
import { describeTimeToLive } from './operations/describe-time-to-live.ts';
import { disableKinesisStreamingDestination } from './operations/disable-kinesis-streaming-destination.ts';
import { enableKinesisStreamingDestination } from './operations/enable-kinesis-streaming-destination.ts';
import { getResourcePolicy } from './operations/get-resource-policy.ts';
import { listContributorInsights } from './operations/list-contributor-insights.ts';
import { listGlobalTables } from './operations/list-global-tables.ts';
import { listTagsOfResource } from './operations/list-tags-of-resource.ts';
import { putResourcePolicy } from './operations/put-resource-policy.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateContributorInsights } from './operations/update-contributor-insights.ts';
import { updateGlobalTableSettings } from './operations/update-global-table-settings.ts';
import { updateGlobalTable } from './operations/update-global-table.ts';
import { updateKinesisStreamingDestination } from './operations/update-kinesis-streaming-destination.ts';
import { updateTimeToLive } from './operations/update-time-to-live.ts';
import type { DynamodbParts } from './parts.ts';

export const settingsOperations = {
  CreateGlobalTable: createGlobalTable,
  DeleteResourcePolicy: deleteResourcePolicy,
  DescribeContributorInsights: describeContributorInsights,
  DescribeGlobalTable: describeGlobalTable,
  DescribeGlobalTableSettings: describeGlobalTableSettings,
  DescribeKinesisStreamingDestination: describeKinesisStreamingDestination,
  DescribeTimeToLive: describeTimeToLive,
  DisableKinesisStreamingDestination: disableKinesisStreamingDestination,
  EnableKinesisStreamingDestination: enableKinesisStreamingDestination,
  GetResourcePolicy: getResourcePolicy,
  ListContributorInsights: listContributorInsights,
  ListGlobalTables: listGlobalTables,
  ListTagsOfResource: listTagsOfResource,
  PutResourcePolicy: putResourcePolicy,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateContributorInsights: updateContributorInsights,
  UpdateGlobalTable: updateGlobalTable,
  UpdateGlobalTableSettings: updateGlobalTableSettings,
  UpdateKinesisStreamingDestination: updateKinesisStreamingDestination,
  UpdateTimeToLive: updateTimeToLive,
} satisfies OperationTable<DynamodbParts, Operations>;
