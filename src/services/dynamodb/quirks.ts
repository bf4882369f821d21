/** What the model does not say. */
import type { Quirks } from '../service.ts';
import { BATCH_BODY_BYTES_MAX } from './limits.ts';

const ITEM_INPUTS = [
  'PutItemInput.Item',
  'GetItemInput.Key',
  'DeleteItemInput.Key',
  'UpdateItemInput.Key',
  'UpdateItemInput.AttributeUpdates',
  'Put.Item',
  'Get.Key',
  'Delete.Key',
  'Update.Key',
  'ConditionCheck.Key',
  'PutRequest.Item',
  'DeleteRequest.Key',
  'KeysAndAttributes.Keys',
  'QueryInput.ExclusiveStartKey',
  'QueryInput.KeyConditions',
  'QueryInput.QueryFilter',
  'ScanInput.ExclusiveStartKey',
  'ScanInput.ScanFilter',
  'ExecuteStatementInput.Parameters',
  'BatchStatementRequest.Parameters',
  'ParameterizedStatement.Parameters',
];

const WITH_VALUES = ['PutItemInput', 'DeleteItemInput', 'UpdateItemInput', 'QueryInput', 'ScanInput'];
const IN_TRANSACTIONS = ['Put', 'Delete', 'Update', 'ConditionCheck'];

const TOO_LARGE = {
  bytes: BATCH_BODY_BYTES_MAX,
  code: 'RequestEntityTooLargeException',
  status: 413,
  message: `Request must be smaller than ${BATCH_BODY_BYTES_MAX} bytes`,
};

export const quirks: Quirks = {
  /** 25 items of 400 KB, as JSON. */
  bodyLimits: { BatchWriteItem: TOO_LARGE },
  internalError: { code: 'InternalServerError', status: 500 },
  crc32Header: true,
  /** Developer guide, logging-using-cloudtrail, "DynamoDB data plane API" (2026-11-27). */
  dataEvents: [
    'BatchExecuteStatement',
    'BatchGetItem',
    'BatchWriteItem',
    'DeleteItem',
    'ExecuteStatement',
    'ExecuteTransaction',
    'GetItem',
    'PutItem',
    'Query',
    'Scan',
    'TransactGetItems',
    'TransactWriteItems',
    'UpdateItem',
  ],
  /** What callers keep is no business of the audit trail. */
  unauditedMembers: [
    ...ITEM_INPUTS,
    ...['PutItemInput', 'DeleteItemInput', 'UpdateItemInput'].map((shape) => `${shape}.Expected`),
    ...[...WITH_VALUES, ...IN_TRANSACTIONS].map((shape) => `${shape}.ExpressionAttributeValues`),
  ],
};
