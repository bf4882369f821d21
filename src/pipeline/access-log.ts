/** A request to S3 as access logs are told of it. */
import type { TLSSocket } from 'node:tls';
import type { AnsweredRequest, AnswerTimes } from '../services/service.ts';
import type { WireResponse } from '../wire/protocols/protocol.ts';
import type { Call } from './call.ts';

export function accessOf(call: Call, { status, headers }: WireResponse, times: AnswerTimes): AnsweredRequest {
  const { req, head, route, signatureKeys } = call;
  const signed = (name: string): string | undefined => {
    const value = signatureKeys[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    bucket: route?.labels['Bucket'] ?? '',
    key: route?.labels['Key'],
    operation: call.operationName,
    website: route?.website ?? false,
    method: head.method,
    httpVersion: req.httpVersion,
    target: req.url ?? '',
    headers: head.headers,
    principal: call.principal,
    requestId: call.requestId,
    sourceIp: call.sourceIp,
    signatureVersion: signed('s3:signatureversion'),
    authType: signed('s3:authType'),
    tls: call.encrypted ? tlsOf(req.socket as TLSSocket) : undefined,
    status,
    errorCode: call.errorCode,
    answered: headers,
    ...times,
  };
}

/** A connection that is gone no longer says it. */
function tlsOf(socket: TLSSocket): AnsweredRequest['tls'] {
  const [version, cipher] = [socket.getProtocol(), socket.getCipher() as { name: string } | undefined];
  return version && cipher ? { version, cipher: cipher.name } : undefined;
}
