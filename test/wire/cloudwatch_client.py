"""Calls CloudWatch of a test in each protocol that botocore can speak and prints what it got as JSON."""
import datetime
import json
import sys

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, access_key, secret_key = sys.argv[1:]
NOW = datetime.datetime(2026, 11, 24, 3, 0, 0, tzinfo=datetime.timezone.utc)
THEN = datetime.datetime(2026, 11, 24, 2, 0, 0, tzinfo=datetime.timezone.utc)


class OnlyProtocol:
    """The service's model as if it spoke this protocol alone."""

    def __init__(self, session, protocol):
        loader = session.get_component("data_loader")
        self._load, self._protocol = loader.load_service_model, protocol
        loader.load_service_model = self

    def __call__(self, service, kind, *rest, **named):
        model = self._load(service, kind, *rest, **named)
        if service != "cloudwatch" or kind != "service-2":
            return model
        model = json.loads(json.dumps(model))
        model["metadata"].update(protocol=self._protocol, protocols=[self._protocol])
        return model


def speak(protocol):
    session = botocore.session.get_session()
    OnlyProtocol(session, protocol)
    client = session.create_client(
        "cloudwatch",
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )
    datum = {"MetricName": "Duration", "Value": 1.5, "Values": [1, 2.5], "Counts": [3, 4], "Unit": "Seconds"}
    client.put_metric_data(Namespace="ä", MetricData=[{**datum, "Timestamp": NOW}])
    answer = client.get_metric_data(
        MetricDataQueries=[{"Id": "a", "Expression": "1"}], StartTime=THEN, EndTime=NOW
    )
    data = answer["MetricDataResults"][0]
    points = client.get_metric_statistics(Namespace="a", MetricName="b", Period=60, StartTime=THEN, EndTime=NOW)
    try:
        client.list_metrics()
    except ClientError as error:
        failed = error.response
    return {
        "requestId": len(answer["ResponseMetadata"]["RequestId"]) == 36,
        "values": data["Values"],
        "times": data["Timestamps"],
        "average": points["Datapoints"][0]["Average"],
        "error": [failed["Error"]["Code"], failed["Error"]["Message"], failed["ResponseMetadata"]["HTTPStatusCode"]],
    }


print(json.dumps({name: speak(name) for name in ("json", "smithy-rpc-v2-cbor", "query")}, default=str))
