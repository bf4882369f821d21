/** For tests of whole stories: IAM and STS behind the real pipeline, and an OIDC issuer on loopback with a certificate of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createAuthenticator } from '../../auth/authenticator.ts';
import { createAuthorizer } from '../../auth/authorizer.ts';
import { createEgress } from '../../egress/client.ts';
import { ManualClock, systemClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog as log } from '../../kit/log.ts';
import { createSealer } from '../../kit/seal.ts';
import { createPipeline } from '../../pipeline.ts';
import { openSqliteStore } from '../../storage/sqlite/store.ts';
import { openHttpServer } from '../../wire/http-server.ts';
import { openIam } from '../iam/open.ts';
import { openSessions, openSts } from './open.ts';

export const ACCOUNT = '000000000000';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export type Cloud = Awaited<ReturnType<typeof openTestCloud>>;

export async function openTestCloud() {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-sts-'));
  const issuer = await openIssuer(folder);
  const clock = new ManualClock(Date.now());
  const ids = new RandomIds();
  const store = await openSqliteStore({
    file: path.join(folder, 'state.db'),
    clock,
    log,
    readers: 0,
    onFatal: (error) => {
      throw error;
    },
  });
  const sealer = createSealer(ids.bytes(32));
  const sessions = openSessions({ sealer, clock, ids });
  const iam = openIam({ store, sealer, clock, ids, log, sessions });
  const account = await iam.accounts.create(ACCOUNT);
  if (!account) throw new Error('the account is there already');
  const { principals, identities, mfa } = iam;
  const authorizer = createAuthorizer({ principals, log });
  const egress = createEgress({ opened: ['127.0.0.1'], certificates: [issuer.certificate] });
  const sts = openSts({ sessions, identities, authorizer, mfa, egress, clock, rootMayAssume: false });
  const pipeline = createPipeline({
    services: [iam.service, sts.service],
    // The SDK signs with the machine's time.
    authenticator: createAuthenticator({ principals, clock: systemClock }),
    authorizer,
    store,
    spool: { append() {}, written: () => undefined },
    clock,
    ids,
    log,
    defaultRegion: 'us-east-1',
  });
  const onRequest: Parameters<typeof openHttpServer>[0]['onRequest'] = (req, res) =>
    pipeline.handle(req, res, { fromSandbox: false });
  const server = await openHttpServer({ host: '127.0.0.1', port: 0, onRequest, log });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const options = (credentials: Keys) => ({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return {
    endpoint,
    clock,
    issuer,
    admin: account.admin,
    iam: (keys: Keys = account.admin) => new IAMClient(options(keys)),
    sts: (keys: Keys = account.admin) => new STSClient(options(keys)),
    async [Symbol.asyncDispose]() {
      await server.close(1000);
      await issuer.close();
      await iam.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Signs tokens, and answers discovery over TLS; `rotate` gives it another key. */
async function openIssuer(folder: string) {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', '-nodes', ...kind, '-keyout', key, '-out', cert, ...subject], {
    stdio: 'ignore',
  });
  const certificate = await readFile(cert, 'utf8');
  let pair = await generateKeyPair('RS256');
  let keyId = 'first';
  let isUp = true;
  let fetches = 0;
  const server = createServer({ key: await readFile(key), cert: certificate }, (req, res) => {
    void answer(req.url).then((body) => (body ? res.end(JSON.stringify(body)) : res.writeHead(503).end()));
  });
  const answer = async (requested: string | undefined): Promise<object | undefined> => {
    fetches++;
    if (!isUp) return undefined;
    if (requested === '/.well-known/openid-configuration') return { issuer: url(), jwks_uri: `${url()}/keys` };
    return { keys: [{ ...(await exportJWK(pair.publicKey)), kid: keyId, alg: 'RS256', use: 'sig' }] };
  };
  const url = (): string => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    certificate,
    url: url(),
    fetches: () => fetches,
    setUp(to: boolean) {
      isUp = to;
    },
    async rotate() {
      pair = await generateKeyPair('RS256');
      keyId = 'second';
    },
    token(claims: JWTPayload, nowMs: number) {
      const seconds = Math.floor(nowMs / 1000);
      return new SignJWT({ iss: url(), aud: 'client', sub: 'repo:x', iat: seconds, exp: seconds + 300, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: keyId })
        .sign(pair.privateKey);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
