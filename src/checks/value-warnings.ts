/** What is to be said of the values as they stand, though the commands can work with them. */

import { accountIdOf } from '../credentials/credentials.ts';
import { placeOf } from '../credentials/lacking.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import { fromConsent, renewDates } from '../faults/entry.ts';
import type { Fix } from '../faults/fault.ts';
import { own } from '../faults/fix.ts';
import { contractNames, type VariableName, variables } from '../variables.ts';
import { listed } from '../words.ts';

export interface ValueWarning {
  /** A shadow is something that `status` has a row for. */
  readonly about?: 'shadow';
  readonly words: string;
  readonly fix: readonly Fix[];
}

/** In the order of how much the host suffers from it. */
export function valueWarnings(loaded: LoadedCredentials): readonly ValueWarning[] {
  return [
    ...shadowWarnings(loaded),
    ...wrappedWarnings(loaded),
    ...unreadWarnings(loaded),
    ...loaded.misspelt.map(({ name, variable }) => ({
      words: `${name} is not ${variable}: the host reads only that spelling`,
      fix: [{ say: `Write ${variable}.` }],
    })),
    ...accountWarnings(loaded),
  ];
}

function shadowWarnings({ shadowed, emptied, displayPath }: LoadedCredentials) {
  const different = `the environment sets a different ${listed(shadowed)}, which overrides the file`;
  const empty = `the environment sets ${listed(emptied)} to nothing that can be used: the host reads that, and this tool reads ${displayPath}`;
  const remove = (unset: readonly string[]): readonly Fix[] => [
    { say: 'Remove it from the environment', run: { unset } },
  ];
  return [
    ...(shadowed.length > 0
      ? [{ about: 'shadow' as const, words: different, fix: remove(shadowed) }]
      : []),
    ...(emptied.length > 0 ? [{ words: empty, fix: remove(emptied) }] : []),
  ];
}

/** Here they are taken off; the host takes them for part of the value. */
function wrappedWarnings(loaded: LoadedCredentials): readonly ValueWarning[] {
  const places = (['file', 'environment'] as const).flatMap((origin) =>
    (['quotes', 'spaces'] as const).map((by) => ({ origin, by })),
  );
  return places.flatMap(({ origin, by }) => {
    const found = loaded.wrapped.filter((one) => one.origin === origin && one.by === by);
    if (found.length === 0) return [];
    const names = found.map(({ variable }) => variable).join(', ');
    const what = by === 'quotes' ? 'quotes' : 'spaces or line breaks';
    const place = placeOf({ origin }, loaded);
    const words = `${place} has ${what} round ${names}, which the host reads as part of it`;
    return [{ words, fix: [{ say: `Write the values without ${what} in ${place}.` }] }];
  });
}

/** The five of the contract have a check of their own. */
function unreadWarnings(loaded: LoadedCredentials): readonly ValueWarning[] {
  const dates: readonly VariableName[] = [variables.accessExpiresAt, variables.refreshExpiresAt];
  return loaded.unusable.flatMap((flaw) => {
    const { variable, kind } = flaw;
    if (contractNames.includes(variable)) return [];
    const what = kind === 'malformed' ? `cannot be used: ${flaw.why}` : `is only a ${kind}`;
    const words = `${variable} in ${placeOf(flaw, loaded)} ${what}`;
    const replace = { say: 'Put the value itself there, or take the line out.' };
    return [{ words, fix: [dates.includes(variable) ? datesFix(loaded) : replace] }];
  });
}

/** A renewal or a sign-in writes both dates as LinkedIn tells them. */
function datesFix({ credentials }: LoadedCredentials): Fix {
  if (credentials.refreshToken !== undefined) return renewDates;
  return { say: 'Sign in again, which writes both dates', run: fromConsent };
}

function accountWarnings(loaded: LoadedCredentials): readonly ValueWarning[] {
  const id = accountIdOf(loaded.credentials);
  if (id === undefined || id === loaded.values[variables.adAccountId]) return [];
  const words = `${variables.adAccountId} holds more than the number, which the host needs`;
  return [
    { words, fix: [{ say: `Write ${id} there`, run: own('setup', { '--ad-account': id }) }] },
  ];
}
