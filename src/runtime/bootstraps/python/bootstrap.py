"""The main process of a sandbox of a managed Python runtime (3.9 to 3.14, standard library only).

It starts before it knows its function, connects to the platform's sockets, and then loads and runs the one function that
it is told. Messages: u32 length, u8 type, body; see ../../managed/frames.ts.
"""
import decimal
import importlib
import io
import json
import logging
import math
import os
import resource
import site
import socket
import struct
import sys
import threading
import time
import traceback

INIT, INVOKE = 1, 2
READY, INIT_ERROR, RESPONSE, ERROR, TOO_LARGE = 16, 17, 18, 19, 20
LOG_EVENT, LOG_RAW = 32, 33

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, 2026-11-23.
MAX_RESPONSE = 6_291_556
# A message is cut into frames of at most this; the platform splits long events anyway.
MAX_PART = 256 * 1024
CONNECT_EVERY_S = 0.002
CONNECT_FOR_S = 20
NO_BREAK_SPACE = "\u00a0"

_THIS_FILE = os.path.abspath(__file__)


class Fault(Exception):
    """An error of the runtime itself, with Lambda's error type."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = "Runtime." + error_type
        self.message = message
        self.trace = trace


class Connection:
    """One of the platform's sockets."""

    def __init__(self, name):
        path = os.path.join(os.environ["VIRGA_SOCKETS"], name)
        deadline = time.monotonic() + CONNECT_FOR_S
        while True:
            # The platform makes its sockets when it has been told where: until then there is nothing to connect to.
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                self._socket.connect(path)
                break
            except OSError:
                self._socket.close()
                if time.monotonic() > deadline:
                    raise
                time.sleep(CONNECT_EVERY_S)
        self._lock = threading.Lock()
        self._sent = 0
        self._reader = self._socket.makefile("rb", buffering=64 * 1024)

    def send(self, kind, *parts):
        length = 1 + sum(len(part) for part in parts)
        with self._lock:
            self._socket.sendall(b"".join((struct.pack(">IB", length, kind), *parts)))
            self._sent += length + 4

    def sent(self):
        """How many bytes, modulo 2^32, as a message has it."""
        with self._lock:
            return struct.pack(">I", self._sent & 0xFFFF_FFFF)

    def receive(self):
        """The next message, or None when the platform has gone."""
        head = self._reader.read(5)
        if len(head) < 5:
            return None
        length, kind = struct.unpack(">IB", head)
        return kind, self._reader.read(length - 1)


class LogStream(io.RawIOBase):
    """What is written to stdout and stderr, in order with the lines of `logging`."""

    def __init__(self, connection, descriptor):
        super().__init__()
        self._connection = connection
        self._descriptor = descriptor

    def writable(self):
        return True

    def fileno(self):
        return self._descriptor

    def write(self, data):
        view = memoryview(data).cast("B")
        for start in range(0, len(view), MAX_PART):
            self._connection.send(LOG_RAW, bytes(view[start : start + MAX_PART]))
        return len(view)


class LambdaFormatter(logging.Formatter):
    converter = time.gmtime


class LambdaHandler(logging.Handler):
    """Each record is one event, however many lines it has."""

    def __init__(self, connection):
        super().__init__()
        self._connection = connection
        self.setFormatter(
            LambdaFormatter(
                "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"
            )
        )

    def emit(self, record):
        record.aws_request_id = Invocation.request_id or ""
        flush_output()
        send_event(self._connection, self.format(record))


class Identity:
    __slots__ = ["cognito_identity_id", "cognito_identity_pool_id"]

    def __init__(self):
        self.cognito_identity_id = None
        self.cognito_identity_pool_id = None

    def __repr__(self):
        return "CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None])"


class Client:
    __slots__ = ["installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name"]

    def __init__(self, values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))


class ClientContext:
    __slots__ = ["custom", "env", "client"]

    def __init__(self, values):
        self.custom = values.get("custom")
        self.env = values.get("env")
        self.client = Client(values["client"]) if isinstance(values.get("client"), dict) else None


class LambdaContext:
    def __init__(self, header):
        client = header.get("clientContext")
        self.aws_request_id = header["requestId"]
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = header["arn"]
        self.tenant_id = None
        self.client_context = ClientContext(parse_client_context(client)) if client else None
        self.identity = Identity()
        self._epoch_deadline_time_in_ms = header["deadlineMs"]

    def get_remaining_time_in_millis(self):
        return max(int(self._epoch_deadline_time_in_ms - time.time() * 1000), 0)

    def log(self, msg):
        sys.stdout.write(str(msg))

    def __repr__(self):
        names = ["aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb"]
        names += ["function_version", "invoked_function_arn", "client_context", "identity", "tenant_id"]
        return "LambdaContext([%s])" % ",".join("%s=%s" % (name, getattr(self, name)) for name in names)


def parse_client_context(text):
    try:
        return json.loads(text)
    except Exception as error:
        raise Fault("LambdaContextUnmarshalError", "Unable to parse Client Context JSON: %s" % error)


class Invocation:
    """What is known of the running one, for log lines."""

    request_id = None


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, decimal.Decimal):
            if o.is_nan():
                return math.nan
            return int(o) if o == o.to_integral_value() and abs(o) < 10**300 else float(o)
        return super().default(o)


def flush_output():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def send_event(connection, text):
    data = text.encode("utf-8", "backslashreplace")
    for start in range(0, len(data), MAX_PART):
        connection.send(LOG_EVENT, data[start : start + MAX_PART])


def log_error(connection, payload):
    lines = ["[ERROR] %s: %s" % (payload["errorType"], payload["errorMessage"])]
    lines.append("Traceback (most recent call last):")
    for element in payload["stackTrace"]:
        for line in element.splitlines():
            indent = len(line) - len(line.lstrip(" "))
            lines.append(NO_BREAK_SPACE * indent + line[indent:])
    flush_output()
    send_event(connection, "\n".join(lines))


def payload_of(message, error_type, trace, request_id):
    return {
        "errorMessage": message or "",
        "errorType": error_type or "",
        "requestId": request_id or "",
        "stackTrace": trace or [],
    }


def payload_of_exception(error, request_id):
    if isinstance(error, Fault):
        return payload_of(error.message, error.error_type, error.trace, request_id)
    frames = traceback.extract_tb(error.__traceback__)
    while frames and frames[0].filename in (_THIS_FILE, __file__):
        frames.pop(0)
    while frames and frames[0].filename.startswith(("<frozen importlib", importlib.__file__)):
        frames.pop(0)
    plain = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in frames]
    return payload_of(str(error), type(error).__name__, traceback.format_list(plain), request_id)


def load_handler(name, requested):
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("MalformedHandlerName", "Bad handler '%s': %s" % (name, error))
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        reason = foreign_extension(error, requested) or str(error)
        raise Fault("ImportModuleError", "Unable to import module '%s': %s" % (module_name, reason))
    except SyntaxError as error:
        trace = ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)]
        raise Fault("UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), trace)
    if not hasattr(module, function_name):
        raise Fault("HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))
    return getattr(module, function_name)


def foreign_extension(error, requested):
    """A sentence where a compiled module of the zip was made for the Python that was asked for and not for this one."""
    here = "cpython-%d%d" % sys.version_info[:2]
    wanted = "cpython-" + requested.replace(".", "")
    if here == wanted:
        return None
    for folder in (os.environ["LAMBDA_TASK_ROOT"], "/opt/python"):
        for at, _, files in os.walk(folder):
            for file in files:
                if file.endswith(".so") and wanted in file:
                    where = os.path.relpath(os.path.join(at, file), folder)
                    return (
                        "%s; %s is compiled for Python %s, which this machine does not have: functions of python%s run "
                        "on Python %d.%d here, so package the extension for that version, or install Python %s"
                        % ((error, where, requested, requested) + sys.version_info[:2] + (requested,))
                    )
    return None


def encode_response(result, ascii_only):
    if isinstance(result, bytes):
        return result
    try:
        return json.dumps(result, cls=Encoder, ensure_ascii=ascii_only).encode("utf-8")
    except Exception as error:
        raise Fault("MarshalError", "Unable to marshal response: %s" % error)


class Runtime:
    def __init__(self):
        self._control = Connection("control.sock")
        self._log = Connection("log.sock")
        self._handler = None
        self._ascii_only = True

    def run(self):
        self._capture_output()
        while True:
            message = self._control.receive()
            if message is None:
                os._exit(1)
            kind, body = message
            if kind == INIT:
                self._init(json.loads(body))
            else:
                self._invoke(body)

    def _capture_output(self):
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            raw = io.BufferedWriter(LogStream(self._log, descriptor))
            stream = io.TextIOWrapper(raw, "utf-8", "backslashreplace", line_buffering=True)
            stream.mode = "w"
            setattr(sys, name, stream)
            setattr(sys, "__%s__" % name, stream)

    def _init(self, message):
        task_root = os.environ["LAMBDA_TASK_ROOT"]
        sdk = os.environ.get("VIRGA_SDK")
        for name in [name for name in os.environ if name.startswith("VIRGA_")]:
            del os.environ[name]
        os.environ["PWD"] = task_root
        os.environ.update(message["environment"])
        time.tzset()
        os.chdir(task_root)
        self._set_path(task_root, sdk, message)
        root = logging.getLogger()
        root.addHandler(LambdaHandler(self._log))
        level = os.environ.get("AWS_LAMBDA_LOG_LEVEL")
        if level:
            root.setLevel({"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(level.upper(), level.upper()))
        requested = message["version"]
        self._ascii_only = tuple(int(part) for part in requested.split(".")) < (3, 12)
        try:
            self._handler = load_handler(message["handler"], requested)
        except Exception as error:
            payload = payload_of_exception(error, "")
            log_error(self._log, payload)
            self._control.send(INIT_ERROR, self._printed(), *self._typed(payload))
            return
        self._control.send(READY, self._printed())

    def _set_path(self, task_root, sdk, message):
        """As on Lambda: the function, layers, the runtime's SDK, then the standard library."""
        # The folder of this file came first; nothing of it is for functions.
        del sys.path[0]
        # The interpreter runs without the site-packages of the machine, and so without what `site` adds to the builtins.
        site.setquit()
        site.setcopyright()
        site.sethelper()
        own = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
        layers = ["/opt/python/lib/python%s/site-packages" % message["version"], "/opt/python"]
        sys.path[:0] = [task_root, *own, *layers]
        if sdk:
            sys.path.append(sdk)
        importlib.invalidate_caches()

    def _invoke(self, body):
        end = 4 + int.from_bytes(body[:4], "big")
        header = json.loads(body[4:end])
        if header.get("environment"):
            os.environ.update(header["environment"])
        os.environ["_X_AMZN_TRACE_ID"] = header["traceId"]
        Invocation.request_id = header["requestId"]
        try:
            result = self._call(body[end:], header)
        except Exception as error:
            payload = payload_of_exception(error, header["requestId"])
            log_error(self._log, payload)
            self._answer(ERROR, *self._typed(payload))
            return
        if len(result) > MAX_RESPONSE:
            self._answer(TOO_LARGE, struct.pack(">I", min(len(result), 0xFFFF_FFFF)))
        else:
            self._answer(RESPONSE, result)

    def _call(self, payload, header):
        context = LambdaContext(header)
        try:
            event = json.loads(payload)
        except Exception as error:
            raise Fault("UnmarshalError", "Unable to unmarshal input: %s" % error)
        return encode_response(self._handler(event, context), self._ascii_only)

    def _answer(self, kind, *parts):
        printed = self._printed()
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self._control.send(kind, printed, struct.pack(">I", min(used, 0xFFFF_FFFF)), *parts)

    def _printed(self):
        """For each answer: how much was printed before it, which the platform waits for."""
        flush_output()
        return self._log.sent()

    @staticmethod
    def _typed(payload):
        name = payload["errorType"].encode("utf-8", "replace")[:1000]
        return struct.pack(">H", len(name)), name, json.dumps(payload).encode("utf-8")


if __name__ == "__main__":
    Runtime().run()
