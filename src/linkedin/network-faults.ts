/** Why an exchange came to nothing, in words: by the code of the system, of its HTTP and TLS, or of our limits. */

import { fault, platformCode, type SetupError } from '../faults/fault.ts';
import type { Distrust } from '../faults/later.ts';
import { type ExchangeCode, ExchangeError } from '../world.ts';
import type { HttpProxy } from './proxy.ts';

/** The code of what stood between this machine and an answer; undefined for an error of our own. */
export function networkCode(error: unknown): string | undefined {
  const code = platformCode(error);
  // Node's own ERR_… are about how a function was called, but for those of TLS.
  return code?.startsWith('ERR_') && !/^ERR_(TLS|SSL)_/.test(code) ? undefined : code;
}

/** Whether it may be gone in a moment. */
export function isTransient(error: unknown, code: string): boolean {
  if (code === 'PROXY_REFUSED') return (statusOf(error) ?? 0) >= 500;
  const isLasting = code === 'ANSWER_TOO_LARGE' || code === 'PROXY_UNTRUSTED';
  return !isLasting && certificateErrorOf(code) === undefined;
}

interface Route {
  readonly url: URL;
  readonly proxy: HttpProxy | undefined;
  readonly now: string;
}

export function networkFault(error: unknown, code: string, { url, proxy, now }: Route): SetupError {
  const { host } = url;
  const origin = { cause: error };
  if (code === 'PROXY_UNTRUSTED') {
    const inside = error instanceof Error ? (platformCode(error.cause) ?? code) : code;
    const why = certificateErrorOf(inside) ?? 'other';
    return fault('tls-untrusted', { host: proxy?.name ?? host, code: inside, why, now }, origin);
  }
  const why = certificateErrorOf(code);
  if (why !== undefined) return fault('tls-untrusted', { host, code, why, now }, origin);
  const trouble = unusableAnswers[code];
  if (trouble !== undefined) {
    const status = statusOf(error);
    const what = status === undefined ? trouble : `${trouble} (HTTP ${status})`;
    return fault('linkedin-unavailable', { what }, origin);
  }
  const reason = code === 'PROXY_REFUSED' ? proxyRefusal(error, proxy) : reasonOf(code);
  const through = proxy && { proxy: proxy.name, variable: proxy.variable };
  const facts = { host, origin: url.origin, why: reason, ...through };
  return fault('network-unreachable', facts, origin);
}

function statusOf(error: unknown): number | undefined {
  return error instanceof ExchangeError ? error.status : undefined;
}

const unusableAnswers: Readonly<Record<string, string>> = {
  ANSWER_TOO_LARGE: 'its answer is far too large',
  ANSWER_ENCODING: 'its answer is damaged, or compressed in a way that cannot be read',
} satisfies Partial<Record<ExchangeCode, string>>;

const certificateErrors: Readonly<Record<string, Distrust>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-name',
  HOSTNAME_MISMATCH: 'other-name',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-issuer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown-issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown-issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown-issuer',
  CERT_UNTRUSTED: 'unknown-issuer',
};

/** Undefined for what is not about a certificate. The names are OpenSSL's, as Node has them. */
function certificateErrorOf(code: string): Distrust | undefined {
  const isAboutOne =
    /^(ERR_TLS_)?CERT_|^(CRL|UNABLE_TO|ERROR_IN)_|^(INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/;
  return certificateErrors[code] ?? (isAboutOne.test(code) ? 'other' : undefined);
}

const offline = 'this machine has no way there; is it online';
const broken = 'the connection broke off';
const forbidden = 'this machine does not allow the connection';

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name is not known here; is this machine online',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: broken,
  ECONNABORTED: broken,
  EPIPE: broken,
  ENETUNREACH: offline,
  EHOSTUNREACH: offline,
  ENETDOWN: offline,
  EHOSTDOWN: offline,
  EADDRNOTAVAIL: offline,
  EACCES: forbidden,
  EPERM: forbidden,
  ETIMEDOUT: 'nobody answered in time',
  HPE_HEADER_OVERFLOW: "the answer's headers are far too long",
  CONNECT_LATE: 'nobody answered in time',
  ANSWER_LATE: 'the answer did not come in time',
  ANSWER_STOPPED: 'the answer stopped in the middle',
  ANSWER_SLOW: 'the answer comes too slowly',
  ANSWER_BROKEN: 'the answer broke off in the middle',
};

function reasonOf(code: string): string {
  const known = reasons[code];
  if (known !== undefined) return known;
  if (code.startsWith('EAI_')) return 'its name cannot be looked up; is this machine online';
  if (code.startsWith('HPE_')) return 'the server did not answer in HTTP';
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return `no secure connection comes about (${code})`;
  }
  return `the connection failed (${code})`;
}

function proxyRefusal(error: unknown, proxy: HttpProxy | undefined): string {
  const status = statusOf(error);
  if (status !== 407) return `the proxy refused (HTTP ${status})`;
  return proxy?.authorization === undefined
    ? 'the proxy wants a user name and a password (HTTP 407)'
    : 'the proxy does not take the user name and the password that it was given (HTTP 407)';
}
