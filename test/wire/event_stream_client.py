"""Reads event streams with botocore: messages from standard input (`decode`), or those of a Virga of a test."""
import base64
import datetime
import json
import sys
import uuid

import botocore.session
from botocore.config import Config
from botocore.eventstream import EventStreamBuffer
from botocore.exceptions import EventStreamError


def plain(value):
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return str(value) if isinstance(value, (datetime.datetime, uuid.UUID)) else value


def decode():
    buffer = EventStreamBuffer()
    buffer.add_data(sys.stdin.buffer.read())
    for message in buffer:
        headers = {name: plain(value) for name, value in message.headers.items()}
        yield {"headers": headers, "payload": message.payload.decode("latin1")}


def read(events):
    seen = []
    try:
        for event in events:
            seen.append(json.loads(json.dumps(event, default=plain)))
    except EventStreamError as error:
        seen.append({"error": [error.response["Error"]["Code"], error.response["Error"]["Message"]]})
    return seen


def call(endpoint, key, secret):
    def client(name):
        config = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False)
        return botocore.session.get_session().create_client(
            name,
            region_name="us-east-1",
            endpoint_url=endpoint,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=config,
        )

    invoked = client("lambda").invoke_with_response_stream(FunctionName="f", Payload=b"{}")
    tail = client("logs").start_live_tail(logGroupIdentifiers=["arn:aws:logs:us-east-1:000000000000:log-group:a"])
    return {
        "version": invoked["ExecutedVersion"],
        "invoked": read(invoked["EventStream"]),
        "tail": read(tail["responseStream"]),
    }


print(json.dumps(list(decode()) if sys.argv[1] == "decode" else call(*sys.argv[1:])))
