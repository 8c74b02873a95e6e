/** Certificates of every kind, made by openssl when the first row needs one. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from './linkedin.ts';
import { openToAll } from './privileges.ts';

export type CertificateKind = 'good' | 'self-signed' | 'expired' | 'future' | 'other-name';

const validity: Readonly<Record<CertificateKind, readonly [from: string, to: string]>> = {
  good: ['20200101000000Z', '21200101000000Z'],
  'self-signed': ['20200101000000Z', '21200101000000Z'],
  expired: ['20200101000000Z', '20210101000000Z'],
  future: ['20900101000000Z', '21200101000000Z'],
  'other-name': ['20200101000000Z', '21200101000000Z'],
};

let folder: string | undefined;

function authorityFolder(): string {
  if (folder !== undefined) return folder;
  const made = mkdtempSync(join(tmpdir(), 'pectus-faults-tls-'));
  openToAll(made);
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  writeFileSync(join(made, 'index.txt'), '');
  writeFileSync(join(made, 'index.txt.attr'), 'unique_subject = no\n');
  writeFileSync(join(made, 'ca.conf'), configuration);
  makeKey(made, 'authority');
  const request = ['-subj', '/CN=fault suite authority', '-days', '3650', '-out', 'authority.pem'];
  openssl(made, 'req', '-x509', '-new', '-key', 'authority.key', ...request);
  folder = made;
  return made;
}

const configuration = `[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
default_md = sha256
rand_serial = yes
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;

/** What NODE_EXTRA_CA_CERTS names. */
export const authority = (): string => join(authorityFolder(), 'authority.pem');

const made = new Map<CertificateKind, Certificate>();

export function certificate(kind: CertificateKind): Certificate {
  const known = made.get(kind) ?? make(kind);
  made.set(kind, known);
  return known;
}

function make(kind: CertificateKind): Certificate {
  const at = authorityFolder();
  makeKey(at, kind);
  const names = kind === 'other-name' ? 'DNS:elsewhere.test' : 'DNS:linkedin.test,DNS:localhost';
  const subject = ['-subj', '/CN=fault suite', '-addext', `subjectAltName=${names}`];
  const signed = `${kind}.pem`;
  if (kind === 'self-signed') {
    openssl(at, 'req', '-x509', '-new', '-key', `${kind}.key`, ...subject, '-out', signed);
  } else {
    openssl(at, 'req', '-new', '-key', `${kind}.key`, ...subject, '-out', `${kind}.csr`);
    const [from, to] = validity[kind];
    const dates = ['-startdate', from, '-enddate', to];
    const signer = ['-cert', 'authority.pem', '-keyfile', 'authority.key'];
    openssl(
      at,
      'ca',
      '-batch',
      '-notext',
      '-config',
      'ca.conf',
      ...signer,
      ...dates,
      '-in',
      `${kind}.csr`,
      '-out',
      signed,
    );
  }
  const read = (name: string) => readFileSync(join(at, name), 'utf8');
  return { key: read(`${kind}.key`), cert: read(signed) };
}

function makeKey(at: string, name: string): void {
  const curve = ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  openssl(at, 'genpkey', ...curve, '-out', `${name}.key`);
}

function openssl(cwd: string, ...args: readonly string[]): void {
  execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
