/**
 * How api.linkedin.com refuses: bodies as seen live by LFX and PostHog, 2026, and else as documented.
 * Source: learn.microsoft.com/linkedin/marketing/error-responses, shared/api-guide/concepts/error-handling.
 */

import type { RestErrorReply } from '../linkedin/wire.ts';
import { Refusal } from './responses.ts';

type Body = RestErrorReply & { readonly errorDetailType?: string };

function refuse(status: number, body: Body, headers: Record<string, string> = {}): Refusal {
  return new Refusal(Response.json({ status, ...body }, { status, headers }));
}

// --- version and token -------------------------------------------------------------------------

export const versionMissing = () =>
  refuse(400, {
    code: 'VERSION_MISSING',
    message:
      'A version must be present. Please specify a version by adding the Linkedin-Version header.',
  });

/** The version comes back as a date: year, month, first day. */
export const versionNotActive = (version: string) =>
  refuse(426, {
    code: 'NONEXISTENT_VERSION',
    message: `Requested version ${version} is not active`,
  });

export const tokenEmpty = (body: 'general' | 'marketing') =>
  body === 'general'
    ? refuse(401, { serviceErrorCode: 401, message: 'Empty oauth2_access_token' })
    : refuse(401, { code: 'EMPTY_ACCESS_TOKEN', message: 'Empty or missing OAuth2 access token' });

const revoked = 'The token used in the request has been revoked by the user';
const tokenRefusals = {
  invalid: [65600, 'INVALID_ACCESS_TOKEN', 'Invalid access token'],
  revoked: [65601, 'REVOKED_ACCESS_TOKEN', revoked],
  expired: [65602, 'EXPIRED_ACCESS_TOKEN', 'The token used in the request has expired'],
  restricted: [65608, 'RESTRICTED_MEMBER', 'Member is restricted'],
} as const;

export function tokenRefused(reason: keyof typeof tokenRefusals): Refusal {
  const [serviceErrorCode, code, message] = tokenRefusals[reason];
  return refuse(401, { serviceErrorCode, code, message });
}

// --- permission and existence ------------------------------------------------------------------

/** `operation` is as LinkedIn writes it: `adAnalytics.FINDER-analytics.20260901`. */
export const accessDenied = (operation: string) =>
  refuse(403, {
    serviceErrorCode: 100,
    code: 'ACCESS_DENIED',
    message: `Not enough permissions to access: ${operation}`,
  });

/** What three clients of 2025 and 2026 saw. */
export const notMapped = () =>
  refuse(403, {
    code: 'FORBIDDEN',
    message:
      'Your application is not configured to access the related advertiser account(s), please ensure you have added the account ID(s) in your Account Management list.',
  });

export const noResource = () =>
  refuse(404, { code: 'RESOURCE_NOT_FOUND', message: 'No virtual resource found' });

/** Unknown ids and those of others look alike. */
const missing = { code: 'NOT_FOUND', message: 'Not Found' };
export const noEntity = () => refuse(404, missing);
/** One of several that were asked for. */
export const entityMissing = { status: 404, ...missing };

// --- parameters --------------------------------------------------------------------------------

function badRequest(message: string, fieldPath: string, error: Readonly<Record<string, string>>) {
  return refuse(400, {
    errorDetailType: 'com.linkedin.common.error.BadRequest',
    message: `${message} Please see errorDetails for more information.`,
    errorDetails: { inputErrors: [{ ...error, input: { inputPath: { fieldPath } } }] },
  });
}

export const paramInvalid = (name: string) =>
  badRequest('Invalid param.', name, {
    code: 'PARAM_INVALID',
    description: 'Invalid value for param; wrong type or other syntax error',
  });

export const paramNotAllowed = (name: string) =>
  badRequest('Invalid param.', name, { code: 'QUERY_PARAM_NOT_ALLOWED' });

export const fieldInvalid = (name: string) =>
  badRequest('Multiple errors occurred during param validation.', name, { code: 'FIELD_INVALID' });

export const keyNotNumber = (key: string) =>
  refuse(400, { message: `Key value '${key}' must be of type 'java.lang.Long'` });

export const keyNotUrn = (key: string) =>
  refuse(400, { message: `Key value '${key}' must be of type 'com.linkedin.common.urn.Urn'` });

/** Rest.li knows two; LinkedIn reads a request without the header as of the first. */
export const protocolUnknown = (version: string) =>
  refuse(400, { message: `Invalid Rest.li protocol version: ${version}` });

export const urnMalformed = (parameter: string, value: string) =>
  refuse(400, {
    message: `Array parameter '${parameter}' value '${value}' is invalid. Reason: Deserializing output '${value}' failed`,
  });

export const notUri = (query: string, index: number) =>
  refuse(400, {
    message: `java.net.URISyntaxException: Illegal character in query at index ${index}: ${query}`,
  });

export const tooManyEntities = () =>
  refuse(400, { message: 'Request would return too many entities. ' });

export const uriTooLong = () => refuse(414, { message: 'URI Too Long' });

// --- too much ----------------------------------------------------------------------------------

export const throttled = (window: string, retryAfterSeconds: number | undefined) =>
  refuse(
    429,
    {
      serviceErrorCode: 101,
      code: 'TOO_MANY_REQUESTS',
      message: `Resource level throttle APPLICATION_AND_MEMBER ${window} limit for calls to this resource is reached.`,
    },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );

export const tooManyMetricValues = () =>
  refuse(429, {
    message:
      'The data request limit has been exceeded. More than 45 million metric values were requested in a 5-minute window.',
  });
