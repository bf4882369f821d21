"""Calls a Virga of a test with the botocore client and prints what it got as JSON."""
import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, access_key, secret_key = sys.argv[1:]
session = botocore.session.get_session()


def client(name, **options):
    config = Config(retries={"total_max_attempts": 1}, **options)
    return session.create_client(
        name,
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=config,
    )


def attempt(call, **parameters):
    try:
        answer = call(**parameters)
    except ClientError as error:
        answer = error.response
    metadata = answer.pop("ResponseMetadata")
    answer["status"] = metadata["HTTPStatusCode"]
    answer["hasRequestId"] = len(metadata["RequestId"]) == 36
    if "Payload" in answer:
        answer["Payload"] = answer["Payload"].read().decode()
    return answer


aws_lambda, iam, logs, sts = client("lambda"), client("iam"), client("logs"), client("sts")
results = {
    "invoke": attempt(aws_lambda.invoke, FunctionName="f", Payload=b'{"a":1}', LogType="Tail"),
    "get": attempt(aws_lambda.get_function, FunctionName="f"),
    "untag": attempt(aws_lambda.untag_resource, Resource="arn:aws:lambda:us-east-1:000000000000:function:f", TagKeys=["a", "b"]),
    "role": attempt(iam.create_role, RoleName="r", AssumeRolePolicyDocument="{}", Tags=[{"Key": "k", "Value": "a+b c"}]),
    "noRole": attempt(iam.get_role, RoleName="r"),
    "groups": attempt(logs.describe_log_groups, logGroupNamePrefix="a"),
    "put": attempt(
        logs.put_log_events,
        logGroupName="g",
        logStreamName="s",
        logEvents=[{"timestamp": 1, "message": "x" * 20_000}],
    ),
    "invalid": attempt(logs.describe_log_groups, logGroupNamePrefix="*"),
    "identity": attempt(sts.get_caller_identity),
    "lacking": attempt(iam.list_users),
    "tooLarge": attempt(aws_lambda.invoke, FunctionName="f", Payload=b"x" * 7_000_000),
}
print(json.dumps(results, default=str))
