/** A command and its flags are of one type: the checked lines compile only as long as that holds. */

import type { Command } from '@commander-js/extra-typings';
import { expectTypeOf, it } from 'vitest';
import type { flags as setup } from '../../src/cli/commands/setup.ts';
import type { flags as verify } from '../../src/cli/commands/verify.ts';
import { commonFlags, type OptionsOf } from '../../src/cli/flags.ts';

it('an option has the type that the parser of its flag returns', () => {
  expectTypeOf<OptionsOf<typeof verify>['within']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<OptionsOf<typeof setup>['scope']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<OptionsOf<typeof setup>['timeout']>().toEqualTypeOf<number>();
  expectTypeOf<OptionsOf<typeof setup>['rehearse']>().extract<'nonsense'>().toBeNever();
});

it('a flag that is renamed without its use is a type error', () => {
  const renamed = (command: Command) =>
    commonFlags(command).option('--due-within <days>', 'as --within was', Number);
  const run = ({ dueWithin }: OptionsOf<typeof renamed>) => dueWithin;
  // @ts-expect-error: the flag is --due-within.
  const runOld = ({ within }: OptionsOf<typeof renamed>) => within;
  // @ts-expect-error: `verify` has no such flag.
  const runOther = ({ dueWithin }: OptionsOf<typeof verify>) => dueWithin;
  expectTypeOf(run).returns.toEqualTypeOf<number | undefined>();
  expectTypeOf([runOld, runOther]).toBeArray();
});
