/** What a fault is here: a row of data that says what is wrong, and what may come of it. */

import type { CertificateKind } from './certificates.ts';
import type { Command } from './commands.ts';
import type { Place } from './place.ts';

export const areas = [
  'control',
  'wire',
  'endpoints',
  'proxy',
  'tls',
  'interrupt',
  'env-file',
  'lock',
  'output',
  'values',
  'surroundings',
  'foreign',
] as const;
export type Area = (typeof areas)[number];

/** What may come of it; a part that is left out may be anything that the general rules allow. */
export interface Expected {
  readonly exits?: readonly number[];
  readonly codes?: readonly string[];
  /** Seconds. */
  readonly within?: number;
  readonly file?: 'unchanged' | 'changed';
  /** In what the person reads, or in stdout. */
  readonly says?: RegExp;
  readonly neverSays?: RegExp;
  /** Looks at what is left in the folder; what it returns is a complaint. */
  readonly after?: (place: Place) => string | undefined;
}

export interface Fault {
  readonly area: Area;
  readonly name: string;
  readonly commands: readonly Command[];
  /** LinkedIn speaks TLS with it; without one it speaks plain HTTP. */
  readonly certificate?: CertificateKind;
  /** LinkedIn's clock in days from the machine's. */
  readonly linkedInClock?: number;
  /** Puts what is wrong in place; it may return how to take it away. */
  readonly arrange?: (place: Place) => void | Promise<void>;
  readonly expected?: Expected | ((command: Command) => Expected);
  /** It waits for a limit: many of these run at once, because they only wait. */
  readonly waits?: true;
  /** In CI's share whatever the draw says. */
  readonly ci?: true;
  /** Why this machine cannot do it. */
  readonly impossible?: string | undefined;
}

export interface Case {
  readonly fault: Fault;
  readonly command: Command;
}

export function expectedOf({ fault, command }: Case): Expected {
  const { expected = {} } = fault;
  return typeof expected === 'function' ? expected(command) : expected;
}
