/** Values that stand for another: what a secret manager is to fetch, and what somebody was to fill in. */

import type { Through } from '../faults/fix.ts';
import { parseScopes } from '../linkedin/scopes.ts';
import { type VariableName, variables } from '../variables.ts';

/** A program that puts the values in and starts a command with them. */
export interface Resolver {
  /** As people call it. */
  readonly name: string;
  /** How it starts a command with the values of a file; left out where that depends on how it is used. */
  readonly through?: (file: string) => Through;
}

interface Pattern extends Resolver {
  readonly is: RegExp;
}

const doppler: Resolver = { name: 'Doppler', through: () => ({ words: ['doppler', 'run', '--'] }) };
const infisical: Resolver = {
  name: 'Infisical',
  through: () => ({ words: ['infisical', 'run', '--'] }),
};
const dotenvx: Resolver = {
  name: 'dotenvx',
  through: (file) => ({ words: ['dotenvx', 'run', '-f', file, '--'] }),
};
const onePassword: Resolver = {
  name: '1Password',
  through: (file) => ({ words: ['op', 'run', '--env-file', file, '--'] }),
};

/** The first that fits counts. */
const patterns: readonly Pattern[] = [
  { is: /^encrypted:/i, ...dotenvx },
  { is: /^(\{\{\s*)?op:\/\//i, ...onePassword },
  { is: /^ref\+|^secretref\+/i, name: 'vals' },
  {
    is: /^(>>)?vault:/i,
    name: 'HashiCorp Vault',
    through: () => ({ words: ['vault-env'] }),
  },
  {
    is: /^ENC\[/i,
    name: 'SOPS',
    through: (file) => ({ words: ['sops', 'exec-env', file], joined: true }),
  },
  { is: /^arn:aws[\w-]*:|^\{\{\s*resolve:/i, name: 'AWS' },
  { is: /^projects\/[^/]+\/secrets\//i, name: 'Google Secret Manager' },
  { is: /^@Microsoft\.KeyVault\(/i, name: 'Azure Key Vault' },
  { is: /^doppler:/i, ...doppler },
  { is: /^infisical:/i, ...infisical },
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

export function resolverOf(value: string): Resolver | undefined {
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
