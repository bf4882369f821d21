"""restXml as botocore has it. `make`: prints the model and an input, its request and an output for every operation of a service.
`parse`: reads answers and prints what botocore makes of them."""
import base64
import datetime
import json
import sys
import urllib.parse

import botocore.session
from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from botocore.serialize import create_serializer

model = botocore.session.get_session().get_service_model(sys.argv[2])
WHEN = datetime.datetime(2026, 11, 24, 3, 4, 5, tzinfo=datetime.timezone.utc)


def sample(shape, name="", path=(), in_head=False):
    kind = shape.type_name
    in_head = in_head or shape.serialization.get("location") in ("header", "headers", "uri", "querystring")
    if kind == "structure":
        if shape.name in path:
            return {}
        names = list(shape.members)[:1] if shape.is_tagged_union else list(shape.members)
        made = {n: sample(shape.members[n], n, (*path, shape.name), in_head) for n in names}
        return {n: value for n, value in made.items() if value is not None}
    if kind == "list":
        return [sample(shape.member, f"{name}{i}", path, in_head) for i in (1, 2)]
    if kind == "map":
        return {f"key{i}": sample(shape.value, f"{name}{i}", path, in_head) for i in (1, 2)}
    if kind in ("string", "character"):
        if getattr(shape, "enum", None):
            return shape.enum[-1]
        return f"{name}-1" if in_head else f" {name} <&>'\"\r\n ü😀 "
    if kind == "timestamp":
        return WHEN
    if kind == "blob":
        return b"\x00\x7f blob"
    return {"boolean": True, "integer": 7, "long": 2**40, "float": 0.25, "double": 0.25}[kind]


def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return {"$time": int(value.timestamp() * 1000)}
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode()}
    return value


def make():
    serializer = create_serializer(model.metadata["protocol"], include_validation=False)
    for name in model.operation_names:
        operation = model.operation_model(name)
        case = {"operation": name}
        if operation.input_shape is not None:
            case["input"] = plain(value := sample(operation.input_shape))
            request = serializer.serialize_to_request(value, operation)
            query = request["query_string"]
            query = urllib.parse.urlencode(query, doseq=True) if query else ""
            path, _, constants = request["url_path"].partition("?")
            body = request["body"]
            case["request"] = {
                "method": request["method"],
                "path": path,
                "query": "&".join(filter(None, [constants, query])),
                "headers": {key.lower(): str(item) for key, item in request["headers"].items()},
                "body": base64.b64encode(body if isinstance(body, bytes) else body.encode()).decode(),
            }
        if operation.output_shape is not None and not operation.has_event_stream_output:
            case["output"] = plain(sample(operation.output_shape))
        yield case


def parse(answers):
    parser = create_parser(model.metadata["protocol"])
    for answer in answers:
        response = {
            "status_code": answer["status"],
            "headers": HeadersDict(answer["headers"]),
            "body": base64.b64decode(answer["body"]),
            "context": {},
        }
        shape = model.operation_model(answer["operation"]).output_shape
        parsed = parser.parse(response, shape)
        parsed.pop("ResponseMetadata", None)
        payload = shape.serialization.get("payload")
        if payload and shape.members[payload].type_name == "blob" and isinstance(parsed[payload], str):
            parsed[payload] = parsed[payload].encode()  # botocore's own reading of blobs that do not stream
        yield plain(parsed)


if sys.argv[1] == "make":
    print(json.dumps({"model": model._service_description, "cases": list(make())}))
else:
    print(json.dumps(list(parse(json.load(sys.stdin))), default=repr))
