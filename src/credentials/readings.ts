/** What stands in one variable: a value that can be used, or why it cannot. The one place where values come in. */

import { type VariableName, variables } from '../variables.ts';
import { idComplaint, secretComplaint, tokenComplaint } from './characters.ts';
import { dateIn, isBeyondTokens } from './lifetime.ts';
import { isPlaceholder, type Resolver, resolverOf } from './references.ts';

/** Where a value stands; the process environment wins over the file. */
export type Origin = 'file' | 'environment';

export type Reading =
  | { readonly kind: 'unset' }
  | { readonly kind: 'value'; readonly value: string; readonly wrapped?: Wrapping }
  | Flaw;

/** What stands round a value, and reaches the host with it. */
export type Wrapping = 'quotes' | 'spaces';

/** Why a value cannot be used; never a character of it. */
export type Flaw =
  | { readonly kind: 'reference'; readonly resolver: Resolver }
  | { readonly kind: 'placeholder' }
  | { readonly kind: 'malformed'; readonly why: string };

export function readValue(variable: VariableName, raw: string | undefined): Reading {
  const { text, wrapped } = unwrapped(raw ?? '');
  if (text === '') return { kind: 'unset' };
  const resolver = resolverOf(text);
  if (resolver !== undefined) return { kind: 'reference', resolver };
  if (isPlaceholder(variable, text)) return { kind: 'placeholder' };
  const why = complaints[variable]?.(text);
  if (why !== undefined) return { kind: 'malformed', why };
  return { kind: 'value', value: text, ...(wrapped && { wrapped }) };
}

/** Settings, scopes and the account have readers of their own, which name the variable. */
const complaints: Readonly<Partial<Record<VariableName, (text: string) => string | undefined>>> = {
  [variables.clientId]: lowered(idComplaint),
  [variables.clientSecret]: lowered(secretComplaint),
  [variables.accessToken]: tokenComplaint,
  [variables.refreshToken]: tokenComplaint,
  [variables.accessExpiresAt]: dateComplaint,
  [variables.refreshExpiresAt]: dateComplaint,
};

/** A sentence of the prompt, as the end of another one. */
function lowered(complaint: (text: string) => string | undefined) {
  return (text: string) =>
    complaint(text)
      ?.replace(/^./, (letter) => letter.toLowerCase())
      .replace(/\.$/, '');
}

function dateComplaint(text: string): string | undefined {
  const date = dateIn(text);
  if (date === undefined) return 'it is not a date';
  return isBeyondTokens(date) ? 'it is later than any token lives' : undefined;
}

const pairs = ['""', "''", '``', '“”', '„“', '‘’', '«»'];

/** One pair of quotes is what `docker --env-file` and systemd leave round a value. */
function unwrapped(raw: string): { readonly text: string; readonly wrapped?: Wrapping } {
  const trimmed = raw.trim();
  const [first = '', last = ''] = [trimmed.at(0), trimmed.at(-1)];
  if (trimmed.length > 1 && pairs.includes(first + last)) {
    return { text: trimmed.slice(1, -1).trim(), wrapped: 'quotes' };
  }
  return { text: trimmed, ...(trimmed === raw ? {} : { wrapped: 'spaces' }) };
}
