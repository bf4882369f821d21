"""Signs hard requests with botocore, one JSON object a line: the other side of differential.test.ts.

Arguments: a seed and how many. The requests are as they would be on the wire; the clock stands still.
"""
import base64
import datetime
import json
import random
import sys
from urllib.parse import quote, urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2026, 11, 24, 3, 0, 0, tzinfo=datetime.timezone.utc)
for name in ("get_current_datetime",):
    if hasattr(botocore.auth, name):
        setattr(botocore.auth, name, lambda remove_tzinfo=True: NOW.replace(tzinfo=None))

SEGMENTS = ["a", "a b", "ä", "日本", "😀", "x%2Fy", "50%", "+", "~", "-._~", "a:b", "arn:aws:lambda:us-east-1:1:function:f",
            "(x)", "a'b", "!*", "@", "$LATEST", ",;=", "&", "..b", "a..", "%", "%2F", "[x]", "\"q\"", "2015-03-31"]
NAMES = ["a", "A", "b", "prefix", "list-type", "x y", "ä", "a-b", "a.b", "tagKeys", "Qualifier", "key+", "%41", "~"]
VALUES = ["", "1", "value", "a b", "a+b", "ä/ö", "日本", "x=y", "x&y", "%", "%2F", "~!*'()", "/", "a,b", "😀"]
HEADERS = ["x-amz-target", "x-amz-meta-a", "content-type", "x-custom", "x-amz-meta-b", "accept-language"]
HEADER_VALUES = ["plain", "  two  spaces  inside ", "a,b", "a, b", "\"a   b   c\"", "tab\there", "x" * 200, "Logs_20140328.PutLogEvents"]
SERVICES = ["lambda", "logs", "iam", "sts", "execute-api", "s3", "s3"]


def path(rng, service):
    parts = [quote(rng.choice(SEGMENTS), safe="~" if rng.random() < 0.8 else "~:@!$'()*,;=+&") for _ in range(rng.randrange(5))]
    text = "/" + "/".join(parts)
    if rng.random() < 0.3:
        text += "/"
    if rng.random() < 0.15:
        text = text.replace("/", "//", 1)
    if service == "s3":
        # S3 reads a path by decoding it, so that only its own escapes can be signed as sent.
        text = "/" + "/".join(quote(rng.choice(SEGMENTS), safe="~") for _ in range(rng.randrange(5)))
        text += rng.choice(["", "/", "//x"])
    elif rng.random() < 0.1:
        text += "/./x/../y"
    return text


def query(rng):
    pairs = [(rng.choice(NAMES), rng.choice(VALUES)) for _ in range(rng.choice([0, 0, 1, 2, 3, 6]))]
    return "&".join(quote(name, safe="~") + "=" + quote(value, safe="~") for name, value in pairs)


def make(rng):
    service = rng.choice(SERVICES)
    region = rng.choice(["us-east-1", "eu-central-1", "ap-southeast-2"])
    token = rng.choice([None, "IQoJb3JpZ2luX2VjE/+=="])
    host = rng.choice(["127.0.0.1:4566", "localhost:4566", "lambda.us-east-1.amazonaws.com", "[::1]:4566"])
    body = rng.choice([b"", b"{}", "Action=ListUsers&x=ä".encode(), bytes(range(256))])
    text = query(rng)
    url = f"http://{host}{path(rng, service)}" + (f"?{text}" if text else "")
    presigned = rng.random() < 0.3
    request = AWSRequest(method=rng.choice(["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"]), url=url, data=body)
    for _ in range(rng.randrange(4)):
        request.headers.add_header(rng.choice(HEADERS), rng.choice(HEADER_VALUES))
    request.headers["User-Agent"] = "Boto3/1.43.11"
    credentials = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token)
    if presigned:
        request.data = b""
        body = b""
        signer = botocore.auth.S3SigV4QueryAuth if service == "s3" else botocore.auth.SigV4QueryAuth
        signer(credentials, service, region, expires=rng.choice([60, 3600, 604800])).add_auth(request)
    else:
        (botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth)(credentials, service, region).add_auth(request)
    sent = urlsplit(request.url)
    raw = [["Host", sent.netloc]] + [[name, value] for name, value in request.headers.items() if name.lower() != "host"]
    return {
        "method": request.method,
        "rawPath": sent.path or "/",
        "rawQuery": sent.query,
        "rawHeaders": raw,
        "body": base64.b64encode(body).decode(),
        "service": service,
        "token": token,
        "presigned": presigned,
    }


def main():
    rng = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        print(json.dumps(make(rng)))


main()
