/**
 * How api.linkedin.com says no: bodies as seen live by LFX and PostHog, 2026, and else as documented.
 * Source: learn.microsoft.com/linkedin/marketing/error-responses, shared/api-guide/concepts/error-handling.
 */

import type { RestErrorReply } from '../linkedin/wire.ts';
import { json, type Refusal, refusal } from './answers.ts';

function refuse(
  body: RestErrorReply & { readonly status: number },
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const answer = json(body.status, body);
  return refusal({ ...answer, headers: { ...answer.headers, ...headers } });
}

// --- version and token -------------------------------------------------------------------------

export const versionMissing = () =>
  refuse({
    status: 400,
    code: 'VERSION_MISSING',
    message:
      'A version must be present. Please specify a version by adding the Linkedin-Version header.',
  });

/** The version comes back as a date: year, month, first day. */
export const versionNotActive = (version: string) =>
  refuse({
    status: 426,
    code: 'NONEXISTENT_VERSION',
    message: `Requested version ${version} is not active`,
  });

export const tokenEmpty = (body: 'general' | 'marketing') =>
  refuse(
    body === 'general'
      ? { status: 401, serviceErrorCode: 401, message: 'Empty oauth2_access_token' }
      : {
          status: 401,
          code: 'EMPTY_ACCESS_TOKEN',
          message: 'Empty or missing OAuth2 access token',
        },
  );

export const tokenInvalid = () =>
  refuse({
    status: 401,
    serviceErrorCode: 65600,
    code: 'INVALID_ACCESS_TOKEN',
    message: 'Invalid access token',
  });

export const tokenRevoked = () =>
  refuse({
    status: 401,
    serviceErrorCode: 65601,
    code: 'REVOKED_ACCESS_TOKEN',
    message: 'The token used in the request has been revoked by the user',
  });

export const tokenExpired = () =>
  refuse({
    status: 401,
    serviceErrorCode: 65602,
    code: 'EXPIRED_ACCESS_TOKEN',
    message: 'The token used in the request has expired',
  });

export const memberRestricted = () =>
  refuse({
    status: 401,
    serviceErrorCode: 65608,
    code: 'RESTRICTED_MEMBER',
    message: 'Member is restricted',
  });

// --- permission and existence ------------------------------------------------------------------

/** `operation` is as LinkedIn writes it: `adAnalytics.FINDER-analytics.20260901`. */
export const accessDenied = (operation: string) =>
  refuse({
    status: 403,
    serviceErrorCode: 100,
    code: 'ACCESS_DENIED',
    message: `Not enough permissions to access: ${operation}`,
  });

export const noResource = () =>
  refuse({ status: 404, code: 'RESOURCE_NOT_FOUND', message: 'No virtual resource found' });

/** Unknown ids and those of others look alike. */
export const noEntity = () => refuse({ status: 404, code: 'NOT_FOUND', message: 'Not Found' });

// --- parameters --------------------------------------------------------------------------------

interface InputError {
  readonly code: string;
  readonly description?: string;
}

function badRequest(message: string, fieldPath: string, inputError: InputError): Refusal {
  const { code, description } = inputError;
  const input = { inputPath: { fieldPath } };
  const body = {
    errorDetailType: 'com.linkedin.common.error.BadRequest',
    message: `${message} Please see errorDetails for more information.`,
    errorDetails: { inputErrors: [{ ...(description && { description }), input, code }] },
    status: 400,
  };
  return refuse(body);
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
  refuse({ status: 400, message: `Key value '${key}' must be of type 'java.lang.Long'` });

export const urnMalformed = (parameter: string, value: string) =>
  refuse({
    status: 400,
    message: `Array parameter '${parameter}' value '${value}' is invalid. Reason: Deserializing output '${value}' failed`,
  });

export const notUri = (query: string, index: number) =>
  refuse({
    status: 400,
    message: `java.net.URISyntaxException: Illegal character in query at index ${index}: ${query}`,
  });

export const tooManyEntities = () =>
  refuse({ status: 400, message: 'Request would return too many entities. ' });

export const uriTooLong = () => refuse({ status: 414, message: 'URI Too Long' });

// --- too much ----------------------------------------------------------------------------------

export const throttled = (window: string, retryAfterSeconds: number | undefined) =>
  refuse(
    {
      status: 429,
      serviceErrorCode: 101,
      code: 'TOO_MANY_REQUESTS',
      message: `Resource level throttle APPLICATION_AND_MEMBER ${window} limit for calls to this resource is reached.`,
    },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );

export const tooManyMetricValues = () =>
  refuse({
    status: 429,
    message:
      'The data request limit has been exceeded. More than 45 million metric values were requested in a 5-minute window.',
  });
