"""boto3 as people use it: prints the URLs and forms that it presigns, and puts and gets objects with its own checksums."""
import io
import json
import os
import sys

import boto3
from botocore.config import Config

BUCKET = os.environ["BUCKET"]


def client(signature=None, region="us-east-1", style="auto"):
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": style}, signature_version=signature)
    return boto3.client("s3", region_name=region, endpoint_url=os.environ["ENDPOINT"], config=config)


def presign():
    """By both versions of signatures, by path and by host."""
    found = {}
    for name, signature, region, style in (
        ("default", None, "us-east-1", "path"),
        ("default-elsewhere", None, "eu-central-1", "path"),
        ("v2-host", "s3", "us-east-1", "virtual"),
        ("v4-host", "s3v4", "us-east-1", "virtual"),
    ):
        s3 = client(signature, region, style)
        of = {"Bucket": BUCKET, "Key": "presigned/ü +&.txt"}
        put = {**of, "ContentType": "text/x-story"}
        get = {**of, "ResponseContentType": "text/x-other"}
        form = s3.generate_presigned_post(BUCKET, "forms/${filename}", Conditions=[["content-length-range", 1, 1000]])
        urls = {
            "put": s3.generate_presigned_url("put_object", Params=put),
            "get": s3.generate_presigned_url("get_object", Params=get),
            "head": s3.generate_presigned_url("head_object", Params=of),
            "delete": s3.generate_presigned_url("delete_object", Params=of),
            "late": s3.generate_presigned_url("get_object", Params=of, ExpiresIn=-1 if signature == "s3" else 0),
        }
        found[name] = {"urls": urls, "form": form}
    print(json.dumps(found))


def objects():
    """The checksums that S3 answered, by key."""
    checksums = {}
    body = b"virga " * 200_000
    for signature in (None, "s3"):
        s3 = client(signature)
        for algorithm in (None, "SHA1", "SHA256"):
            key = f"{signature}/{algorithm}"
            chosen = {"ChecksumAlgorithm": algorithm} if algorithm else {}
            put = s3.put_object(Bucket=BUCKET, Key=key, Body=body, **chosen)
            got = s3.get_object(Bucket=BUCKET, Key=key)
            assert got["Body"].read() == body
            checksums[key] = put.get(f"Checksum{algorithm or 'CRC32'}")
    s3 = client()
    s3.upload_fileobj(io.BytesIO(body * 10), BUCKET, "parts")
    target = io.BytesIO()
    s3.download_fileobj(BUCKET, "parts", target)
    assert target.getvalue() == body * 10
    checksums["parts"] = s3.head_object(Bucket=BUCKET, Key="parts", ChecksumMode="ENABLED").get("ChecksumCRC32")
    print(json.dumps(checksums))


{"presign": presign, "objects": objects}[sys.argv[1]]()
