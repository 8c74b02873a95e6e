/** What is to be said of the values as they stand, though the commands can work with them. */

import { accountIdOf } from '../credentials/credentials.ts';
import { placeOf } from '../credentials/lacking.ts';
import type { LoadedCredentials } from '../credentials/load.ts';
import type { Fix } from '../faults/fault.ts';
import { own } from '../faults/fix.ts';
import { contractNames, type VariableName, variables } from '../variables.ts';

export interface Remark {
  /** A shadow is something that `status` has a row for. */
  readonly about?: 'shadow';
  readonly words: string;
  readonly fix: readonly Fix[];
}

/** In the order of how much the host suffers from it. */
export function valueRemarks(stored: LoadedCredentials): readonly Remark[] {
  return [
    ...shadowRemarks(stored),
    ...wrappedRemarks(stored),
    ...unreadRemarks(stored),
    ...misspeltRemarks(stored),
    ...accountRemarks(stored),
  ];
}

function shadowRemarks({ shadowed, emptied, displayPath }: LoadedCredentials): readonly Remark[] {
  const unset = (names: readonly VariableName[]) => [
    { say: 'Take it out of the environment', run: { unset: names } },
  ];
  return [
    ...(shadowed.length === 0
      ? []
      : [
          {
            about: 'shadow' as const,
            words: `the environment sets another ${shadowed.join(', ')}, and wins`,
            fix: unset(shadowed),
          },
        ]),
    ...(emptied.length === 0
      ? []
      : [
          {
            words: `the environment sets ${emptied.join(', ')} to nothing that can be used: the host reads that, and this tool ${displayPath}`,
            fix: unset(emptied),
          },
        ]),
  ];
}

/** Here they are taken off; the host takes them for part of the value. */
function wrappedRemarks(stored: LoadedCredentials): readonly Remark[] {
  const places = (['file', 'environment'] as const).flatMap((origin) =>
    (['quotes', 'spaces'] as const).map((by) => ({ origin, by })),
  );
  return places.flatMap(({ origin, by }) => {
    const names = stored.wrapped
      .filter((one) => one.origin === origin && one.by === by)
      .map(({ variable }) => variable);
    if (names.length === 0) return [];
    const what = by === 'quotes' ? 'quotes' : 'spaces or line breaks';
    const place = placeOf({ origin }, stored);
    return [
      {
        words: `${place} has ${what} round ${names.join(', ')}, which the host reads as part of it`,
        fix: [{ say: `Write the values without ${what} in ${place}.` }],
      },
    ];
  });
}

/** The five of the contract have a check of their own. */
function unreadRemarks(stored: LoadedCredentials): readonly Remark[] {
  const dates: readonly VariableName[] = [variables.accessExpiresAt, variables.refreshExpiresAt];
  return stored.unusable.flatMap((flaw) => {
    const { variable, kind } = flaw;
    if (contractNames.includes(variable)) return [];
    const what = kind === 'malformed' ? flaw.why.replace(/^it is /, '') : `only a ${kind}`;
    return [
      {
        words: `${variable} in ${placeOf(flaw, stored)} is ${what}`,
        fix: [dates.includes(variable) ? datesFix(stored) : plainFix],
      },
    ];
  });
}

const plainFix: Fix = { say: 'Put the value itself there, or take the line out.' };

/** A renewal or a sign-in writes both dates as LinkedIn tells them. */
function datesFix({ credentials }: LoadedCredentials): Fix {
  return credentials.refreshToken === undefined
    ? { say: 'Sign in again, which writes both dates', run: own('setup', { '--from': 'consent' }) }
    : { say: 'Renew the access token, which writes both dates', run: own('refresh') };
}

function misspeltRemarks({ misspelt }: LoadedCredentials): readonly Remark[] {
  return misspelt.map(({ name, variable }) => ({
    words: `${name} is not ${variable}: the host reads only that spelling`,
    fix: [{ say: `Write ${variable}.` }],
  }));
}

function accountRemarks(stored: LoadedCredentials): readonly Remark[] {
  const id = accountIdOf(stored.credentials);
  if (id === undefined || id === stored.values[variables.adAccountId]) return [];
  return [
    {
      words: `${variables.adAccountId} holds more than the number, which the host needs`,
      fix: [{ say: `Write ${id} there`, run: own('setup', { '--ad-account': id }) }],
    },
  ];
}
