/** The official SDK's clients for a running cloud, without retries, so that each answer is the cloud's own. */
import { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { STSClient } from '@aws-sdk/client-sts';

export interface Clients {
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudwatch: CloudWatchClient;
  readonly dynamodb: DynamoDBClient;
  readonly dynamodbStreams: DynamoDBStreamsClient;
  readonly s3: S3Client;
  readonly s3Control: S3ControlClient;
  close(): void;
}

/** As `RunningCloud.environment()` gives it. */
export function clientsOf(environment: Record<string, string>): Clients {
  const settings = {
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region: environment['AWS_REGION'] ?? '',
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
      ...(environment['AWS_SESSION_TOKEN'] ? { sessionToken: environment['AWS_SESSION_TOKEN'] } : {}),
    },
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(settings);
  const iam = new IAMClient(settings);
  const sts = new STSClient(settings);
  const logs = new CloudWatchLogsClient(settings);
  const cloudwatch = new CloudWatchClient(settings);
  const dynamodb = new DynamoDBClient(settings);
  const dynamodbStreams = new DynamoDBStreamsClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const s3Control = new S3ControlClient({ ...settings, ...underLocalhost(settings.endpoint) });
  return {
    lambda,
    iam,
    sts,
    logs,
    cloudwatch,
    dynamodb,
    dynamodbStreams,
    s3,
    s3Control,
    close() {
      for (const client of [lambda, iam, sts, logs, cloudwatch, dynamodb, dynamodbStreams, s3]) client.destroy();
    },
  };
}

/** Of clients that put a label in front of the host: a name that it can stand in front of, and that is always this machine. */
function underLocalhost(endpoint: string): { endpoint: string; requestHandler: { httpAgent: Agent } } {
  const url = new URL(endpoint);
  url.hostname = 'localhost';
  const lookup: LookupFunction = (_host, { all }, done) => {
    if (all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
    else done(null, '127.0.0.1', 4);
  };
  return { endpoint: url.href, requestHandler: { httpAgent: new Agent({ lookup }) } };
}
