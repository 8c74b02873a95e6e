/** What LinkedIn says with the redirect that ends a sign-in: by whom it is, and why there is no code. */

import { fault, type LinkedInAnswer, type SetupError } from '../faults/fault.ts';
import { unescapeHtml } from '../screen/html-text.ts';
import { plainText } from '../screen/sanitize.ts';
import type { LinkedIn } from './client.ts';
import { productOf, refusedExtras, scopesNamed } from './scopes.ts';

/**
 * Without the issuer, where it is LinkedIn: two forms of its name are known, and the library takes one.
 * Throws `code-rejected` for another issuer (RFC 9207 §2.4).
 */
export function ofLinkedIn(params: URLSearchParams, { endpoints }: LinkedIn): URLSearchParams {
  const issuers = params.getAll('iss');
  const own = new URL(endpoints.oauth).origin;
  const foreign = issuers.find((issuer) => !URL.canParse(issuer) || new URL(issuer).origin !== own);
  if (foreign !== undefined) {
    throw fault('code-rejected', { issuer: plainText(foreign, 80) });
  }
  const rest = new URLSearchParams(params);
  if (issuers.length === 1) rest.delete('iss');
  return rest;
}

/** `error` values: authorization-code-flow ("Step 2"); `unauthorized_scope_error` is seen live. */
export function declined(
  error: string,
  description: string | undefined,
  asked: readonly string[],
): SetupError {
  const words = plainText(unescapeHtml(description ?? ''), 300);
  const linkedin = { code: plainText(error, 60), ...(words !== '' && { message: words }) };
  switch (error) {
    case 'user_cancelled_login':
      return fault('consent-declined', { reason: 'nobody signed in' }, { linkedin });
    case 'user_cancelled_authorize':
    case 'access_denied':
      return fault('consent-declined', { reason: 'Cancel was pressed' }, { linkedin });
    case 'unauthorized_scope_error':
    case 'invalid_scope_error':
    case 'invalid_scope':
    case 'openid_insufficient_scope_error':
      return scopeRefused(words, asked, linkedin);
    case 'server_error':
    case 'temporarily_unavailable':
      return fault(
        'linkedin-unavailable',
        { what: `the consent page ended with ${error}` },
        { linkedin },
      );
    default:
      return fault(
        'consent-declined',
        {
          reason: `the consent ended with "${plainText(error, 60)}"${words === '' ? '' : ` (${words})`}`,
        },
        { linkedin },
      );
  }
}

/** One scope that the app lacks fails the whole consent; at times LinkedIn does not say which. */
function scopeRefused(
  words: string,
  asked: readonly string[],
  linkedin: LinkedInAnswer,
): SetupError {
  const named = scopesNamed(words, asked);
  const refused = refusedExtras(named, asked);
  if (refused.length === 0) return fault('approval-pending', { refused: named[0] }, { linkedin });
  const extras = refused.map((scope) => ({ scope, product: productOf(scope) }));
  return fault('approval-pending', { extras, isCertain: named.length > 0 }, { linkedin });
}
