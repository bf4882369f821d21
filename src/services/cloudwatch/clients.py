"""Tells a metric's and an alarm's story with boto3, in one protocol, and prints what it got as JSON."""
import datetime
import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, access_key, secret_key, protocol = sys.argv[1:]
session = botocore.session.get_session()
loader = session.get_component("data_loader")
load = loader.load_service_model


def only_protocol(service, kind, *rest, **named):
    """The service's model as if it spoke this protocol alone."""
    model = load(service, kind, *rest, **named)
    if service != "cloudwatch" or kind != "service-2":
        return model
    model = json.loads(json.dumps(model))
    model["metadata"].update(protocol=protocol, protocols=[protocol])
    return model


loader.load_service_model = only_protocol
client = session.create_client(
    "cloudwatch",
    region_name="us-east-1",
    endpoint_url=endpoint,
    aws_access_key_id=access_key,
    aws_secret_access_key=secret_key,
    config=Config(retries={"total_max_attempts": 1}),
)

namespace = f"Boto/{protocol}"
now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
dimensions = [{"Name": "Host", "Value": "a"}]
# Over 10,240 bytes: sent compressed.
many = [
    {"MetricName": f"metric-{at}", "Dimensions": dimensions, "Timestamp": now, "Value": at, "Unit": "Count"}
    for at in range(300)
]
client.put_metric_data(Namespace=namespace, MetricData=many)
client.put_metric_data(
    Namespace=namespace,
    MetricData=[{"MetricName": "latency", "Timestamp": now, "Values": [1.0, 2.0], "Counts": [99.0, 1.0]}],
)
listed = [
    metric["MetricName"]
    for page in client.get_paginator("list_metrics").paginate(Namespace=namespace)
    for metric in page["Metrics"]
]
metric = {"Namespace": namespace, "MetricName": "latency"}
pages = client.get_paginator("get_metric_data").paginate(
    MetricDataQueries=[
        {"Id": "total", "Expression": "m1 * 2", "Label": "twice"},
        {"Id": "m1", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}, "ReturnData": False},
    ],
    StartTime=now - datetime.timedelta(minutes=5),
    EndTime=now + datetime.timedelta(minutes=5),
)
data = [
    (result["Label"], result["Values"], [str(at) for at in result["Timestamps"]])
    for page in pages
    for result in page["MetricDataResults"]
]
statistics = client.get_metric_statistics(
    **metric,
    StartTime=now - datetime.timedelta(minutes=5),
    EndTime=now + datetime.timedelta(minutes=5),
    Period=300,
    ExtendedStatistics=["p50", "p100"],
)["Datapoints"]
alarm = f"alarm-{protocol}"
client.put_metric_alarm(
    AlarmName=alarm,
    **metric,
    Statistic="Average",
    Period=60,
    EvaluationPeriods=2,
    Threshold=1.5,
    ComparisonOperator="GreaterThanThreshold",
    Tags=[{"Key": "team", "Value": "blue"}],
)
client.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="testing")
described = client.describe_alarms(AlarmNames=[alarm])["MetricAlarms"][0]
tags = client.list_tags_for_resource(ResourceARN=described["AlarmArn"])["Tags"]
history = client.describe_alarm_history(AlarmName=alarm)["AlarmHistoryItems"]


def error_of(call, **parameters):
    try:
        call(**parameters)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return None


errors = [
    error_of(client.put_metric_data, Namespace="AWS/X", MetricData=[{"MetricName": "a", "Value": 1}]),
    error_of(client.put_metric_data, Namespace="x", MetricData=[{"MetricName": "a", "Value": float("nan")}]),
    error_of(client.set_alarm_state, AlarmName="none", StateValue="OK", StateReason="x"),
    error_of(client.put_metric_alarm, AlarmName="none", EvaluationPeriods=1),
    error_of(client.describe_alarms, NextToken="!"),
]
client.delete_alarms(AlarmNames=[alarm])
print(
    json.dumps(
        {
            "listed": len(listed),
            "data": data,
            "now": str(now),
            "statistics": statistics,
            "state": [described["StateValue"], described["StateReason"], described["Threshold"]],
            "tags": tags,
            "history": [item["HistorySummary"] for item in history],
            "errors": errors,
            "left": len(client.describe_alarms()["MetricAlarms"]),
        },
        default=str,
    )
)
