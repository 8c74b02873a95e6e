/** What one variable holds: a value that can be used, or why it cannot. Every value is parsed here. */

import { parseDate } from '../days.ts';
import type { Through } from '../faults/fix.ts';
import { parseScopes } from '../linkedin/scopes.ts';
import { type VariableName, variables } from '../variables.ts';
import { idCharacterComplaint, secretCharacterComplaint, tokenComplaint } from './pasted-values.ts';

/** Where a value stands; the process environment wins over the file. */
export type ValueSource = 'file' | 'environment';

export type ParsedValue =
  | { readonly kind: 'unset' }
  | { readonly kind: 'value'; readonly value: string; readonly wrapped?: Wrapper }
  | UnusableValue;

/** What surrounds a value, and reaches the host with it. */
export type Wrapper = 'quotes' | 'spaces';

/** Why a value cannot be used; never a character of it. */
export type UnusableValue =
  | { readonly kind: 'reference'; readonly resolver: Resolver }
  | { readonly kind: 'placeholder' }
  | { readonly kind: 'malformed'; readonly why: string };

export function parseVariable(variable: VariableName, raw: string | undefined): ParsedValue {
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
  [variables.clientId]: idCharacterComplaint,
  [variables.clientSecret]: secretCharacterComplaint,
  [variables.accessToken]: tokenComplaint,
  [variables.refreshToken]: tokenComplaint,
  [variables.accessExpiresAt]: dateComplaint,
  [variables.refreshExpiresAt]: dateComplaint,
};

function dateComplaint(text: string): string | undefined {
  const date = parseDate(text);
  if (date === undefined) return 'it is not a date';
  // 9999-12-31 and its like mean "never" where they come from, and no token of LinkedIn's lives for ever.
  return date.getUTCFullYear() >= 2100 ? 'it is later than any token lives' : undefined;
}

const pairs = ['""', "''", '``', '“”', '„“', '‘’', '«»'];

/** One pair of quotes is what `docker --env-file` and systemd leave round a value. */
function unwrapped(raw: string): { readonly text: string; readonly wrapped?: Wrapper } {
  const trimmed = raw.trim();
  const ends = trimmed.slice(0, 1) + trimmed.slice(-1);
  if (trimmed.length > 1 && pairs.includes(ends)) {
    return { text: trimmed.slice(1, -1).trim(), wrapped: 'quotes' };
  }
  return { text: trimmed, ...(trimmed === raw ? {} : { wrapped: 'spaces' }) };
}

/** A program that puts the values in and starts a command with them. */
export interface Resolver {
  readonly name: string;
  /** How it starts a command with the values of a file; left out where that depends on how it is used. */
  readonly through?: (file: string) => Through;
}

/** `FILE` among the words stands for the file. */
const starter = (name: string, ...words: readonly string[]): Resolver => ({
  name,
  through: (file) => ({ words: words.map((word) => (word === 'FILE' ? file : word)) }),
});
const doppler = starter('Doppler', 'doppler', 'run', '--');
const dotenvx = starter('dotenvx', 'dotenvx', 'run', '-f', 'FILE', '--');

/** The first that fits counts. */
const patterns: readonly (Resolver & { readonly is: RegExp })[] = [
  { is: /^encrypted:/i, ...dotenvx },
  { is: /^(\{\{\s*)?op:\/\//i, ...starter('1Password', 'op', 'run', '--env-file', 'FILE', '--') },
  { is: /^ref\+|^secretref\+/i, name: 'vals' },
  { is: /^(>>)?vault:/i, ...starter('HashiCorp Vault', 'vault-env') },
  {
    is: /^ENC\[/i,
    name: 'SOPS',
    through: (file) => ({ words: ['sops', 'exec-env', file], joined: true }),
  },
  { is: /^arn:aws[\w-]*:|^\{\{\s*resolve:/i, name: 'AWS' },
  { is: /^projects\/[^/]+\/secrets\//i, name: 'Google Secret Manager' },
  { is: /^@Microsoft\.KeyVault\(/i, name: 'Azure Key Vault' },
  { is: /^doppler:/i, ...doppler },
  { is: /^infisical:/i, ...starter('Infisical', 'infisical', 'run', '--') },
  // Doppler and Infisical name another project's or environment's value with dots.
  { is: /^\$\{[\w-]+\.[\w.-]+\}$/, ...doppler, name: 'Doppler or Infisical' },
  { is: /^\$ANSIBLE_VAULT;/, name: 'Ansible Vault' },
  { is: /^!\w/, name: 'a YAML reader' },
  { is: /^\{\{.*\}\}$|^<%.*%>$|^\$\{\{.*\}\}$|^#\{.*\}#?$|^(@@?|__)\w+\1$/, name: 'a template' },
  {
    is: /^(env|file|exec|cmd|key(ring|chain)|(go|l)?pass|ssm|kms|sops|age|gpg|bws?|secrets?):\S/i,
    name: 'another program',
  },
  { is: /\$\{[^}]*\}|^\$\w+$|^\$\(.*\)$/, ...dotenvx, name: 'a reader that expands variables' },
  { is: /^%\w+%$|^\$env:\w+$/i, name: 'a shell of Windows' },
];

/** `anything://…`, but the addresses that are values themselves. */
const scheme = /^(?!https?:)[a-z\d][a-z\d+.-]+:\/\/\S/i;

/** Each of the patterns has another sign in it: tokens and ids are told from references at once. */
const plain = /^(?!__)[\w.=-]*$/;

export function resolverOf(value: string): Resolver | undefined {
  if (plain.test(value)) return undefined;
  const known = patterns.find(({ is }) => is.test(value));
  if (known !== undefined) return known;
  return scheme.test(value) ? { name: 'another program' } : undefined;
}

const fillers =
  /^(<.*>|\[.*\]|\{.*\}|\*+|\?+|…|\.{3,}|-{3,}|_{3,}|change[-_ ]?(me|this|it)|replace[-_ ]?(me|this|it)|(insert|enter|paste|put|add|fill|your|my|the)[-_ ].*|x{3,}|x{2,}([-_ ]x{2,})+|(to ?do|tbd|tba|fixme|xxx).*|none|null|undefined|nil|nan|false|true|n\/?a|empty|unset|not[-_ ]?set|placeholder|example|sample|dummy|secret|token|value|redacted|hidden|\[object object\])$/i;

/** What was to be replaced by a value and was not: `<your client id>`, `changeme`, the variable's own name. */
export function isPlaceholder(variable: VariableName, value: string): boolean {
  // A list in brackets is how some tools write scopes.
  if (variable === variables.scopes && parseScopes(value).some(isScope)) return false;
  const name = variable.toLowerCase();
  const names = [name, name.replace('linkedin_', '')];
  return fillers.test(value) || names.includes(value.toLowerCase().replace(/[-\s]/g, '_'));
}

const isScope = (name: string) => /^(r|w|rw)_/.test(name);
