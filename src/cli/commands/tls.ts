/** `./virga tls init`: a certificate authority for development, and a certificate of its own for `up`. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import forge from 'node-forge';
import { dataFolder } from '../../config.ts';
import { UserError } from '../../kit/user-error.ts';
import type { Command } from '../command.ts';

/** The longest that Apple's and other clients accept is 398 days. */
const CERTIFICATE_DAYS = 397;
const AUTHORITY_DAYS = 3_650;

export const tls: Command = {
  name: 'tls',
  summary: 'Makes a development certificate authority and a certificate: ./virga tls init',
  positionals: 'init',
  maxPositionals: 1,
  options: {
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA); they go into its folder tls' },
    names: { value: 'NAMES', help: 'further host names and addresses, with commas between' },
  },
  run({ options, positionals }, io) {
    if (positionals[0] !== 'init') throw new UserError('say what to do: ./virga tls init');
    const folder = path.join(dataFolder(options, io.environment), 'tls');
    const names = typeof options['names'] === 'string' ? options['names'].split(',').map((name) => name.trim()) : [];
    init(folder, [...NAMES, ...names]);
    io.out(howToTrust(folder));
    return Promise.resolve(0);
  },
};

const NAMES = ['localhost', '*.localhost', '127.0.0.1', '::1'];

interface Pair {
  readonly publicKey: forge.pki.PublicKey;
  readonly privateKey: forge.pki.PrivateKey;
}

function init(folder: string, names: readonly string[]): void {
  if (existsSync(path.join(folder, 'ca.pem'))) {
    throw new UserError(`${folder} has a certificate authority already: remove the folder to make another`);
  }
  const bad = names.find((name) => !/^(?:\*\.)?[\w.-]{1,253}$|^[\da-fA-F:.]{2,45}$/.test(name));
  if (bad !== undefined) throw new UserError(`--names: ${bad} is no host name and no address`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [authority, own] = [newPair(), newPair()];
  const issuer = [
    { name: 'commonName', value: `Virga development CA ${randomBytes(4).toString('hex')}` },
    { name: 'organizationName', value: 'Virga (made on this machine)' },
  ];
  const ca = newCertificate(authority, issuer, AUTHORITY_DAYS);
  ca.setIssuer(issuer);
  ca.setExtensions([
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  ca.sign(authority.privateKey as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  const certificate = newCertificate(own, [{ name: 'commonName', value: 'localhost' }], CERTIFICATE_DAYS);
  certificate.setIssuer(issuer);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: names.map(alternativeName) },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: ca.generateSubjectKeyIdentifier().getBytes() },
  ]);
  certificate.sign(authority.privateKey as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  // The authority's key is not kept: nobody can make further certificates that this machine trusts.
  write(folder, 'key.pem', forge.pki.privateKeyToPem(own.privateKey), 0o600);
  write(folder, 'cert.pem', forge.pki.certificateToPem(certificate), 0o644);
  write(folder, 'ca.pem', forge.pki.certificateToPem(ca), 0o644);
}

/** Made by node, which is some hundred times faster. */
function newPair(): Pair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { publicKey: forge.pki.publicKeyFromPem(publicKey), privateKey: forge.pki.privateKeyFromPem(privateKey) };
}

function newCertificate(
  { publicKey }: Pair,
  subject: forge.pki.CertificateField[],
  days: number,
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  // Positive, as the standard wants it.
  certificate.serialNumber = `0${randomBytes(15).toString('hex')}1`;
  certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
  certificate.validity.notAfter = new Date(Date.now() + days * 86_400_000);
  certificate.setSubject(subject);
  return certificate;
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

function alternativeName(name: string): object {
  const isAddress = name.includes(':') || /^[\d.]+$/.test(name);
  return isAddress ? { type: IP_ADDRESS, ip: name } : { type: DNS_NAME, value: name };
}

function write(folder: string, name: string, text: string, mode: number): void {
  writeFileSync(path.join(folder, name), text.replaceAll('\r\n', '\n'), { mode });
}

function howToTrust(folder: string): string {
  const [ca, cert, key] = ['ca.pem', 'cert.pem', 'key.pem'].map((name) => path.join(folder, name));
  return [
    `Made ${ca}, ${cert} and ${key}.`,
    '',
    'Start with them:',
    `  ./virga up --tls-cert ${cert} --tls-key ${key}`,
    '',
    'Trust them, in each place that calls this cloud:',
    '  eval "$(./virga env)"                           sets the two variables below',
    `  export AWS_CA_BUNDLE=${ca}         AWS CLI, boto3`,
    `  export NODE_EXTRA_CA_CERTS=${ca}   Node (SDK, CDK)`,
    `  curl --cacert ${ca} ...`,
    `  sudo cp ${ca} /usr/local/share/ca-certificates/virga.crt && sudo update-ca-certificates   Go, Terraform (Debian)`,
    '',
    `The authority's own key was thrown away: it vouches for ${cert} and nothing else, for ${CERTIFICATE_DAYS} days.`,
    '',
  ].join('\n');
}
