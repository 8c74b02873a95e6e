/** What holds for every `.env` and every change, however odd. dotenv itself is the judge. */

import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignmentsOf } from '../../src/credentials/dotenv-scan.ts';
import { type EnvChanges, mergeEnv, parseEnv } from '../../src/credentials/dotenv-text.ts';
import { isFault } from '../../src/faults/fault.ts';
import { Secret } from '../../src/secret.ts';

const ours = ['LINKEDIN_CLIENT_ID', 'LINKEDIN_CLIENT_SECRET', 'LINKEDIN_ACCESS_TOKEN'];
const key = fc.constantFrom(...ours);

const writable = fc.string({
  unit: fc.constantFrom(...'abcXYZ0189_.+/=%:,-'),
  minLength: 1,
  maxLength: 40,
});
const change = fc.oneof(
  writable,
  writable.map((value) => new Secret(value)),
  fc.constant(undefined),
);
const changes: fc.Arbitrary<EnvChanges> = fc.dictionary(key, change, { minKeys: 1, maxKeys: 3 });

/** Lines as people write them. Of a value of ours, every line names its key. */
const plainLine = fc.oneof(
  fc.constantFrom(
    '',
    '   ',
    '# a comment',
    '# it\'s LINKEDIN_CLIENT_ID=commented-out "out"',
    'OTHER=1',
    '  SPACED = x y # note',
    'export DB_URL="postgres://u:p@h/d?x=1#f" # db',
    'YAML: style',
    'EMPTY=',
    'DOLLAR=$HOME $USER \\n',
    'NAME=José 日本 😀',
    'NBSP\u00A0=\u00A0x',
    'CERT="-----BEGIN\nLINKEDIN_CLIENT_ID=inside\n\nLINKEDIN_ACCESS_TOKEN=inside # x\n-----END"',
    'JSON=\'{\n  "LINKEDIN_CLIENT_SECRET": "inside"\n}\'',
    'TICK=`a "b" \'c\'\nexport LINKEDIN_CLIENT_SECRET=inside`',
    'no assignment at all',
  ),
  fc
    .tuple(
      fc.constantFrom('', '  ', 'export ', '\texport  '),
      key,
      fc.constantFrom('=', ' = ', '= ', ': '),
      fc.constantFrom(
        'old',
        '',
        '""',
        "'o#d'",
        '`o "l" d`',
        '"old\\nold"',
        '"LINKEDIN_CLIENT_ID 1\nLINKEDIN_CLIENT_ID 2"',
      ),
      fc.constantFrom('', ' # note', '#note', '  '),
    )
    .map((parts) => parts.join('')),
);

/** Lines that nobody should write. */
const nastyLine = fc.oneof(
  fc.constantFrom(
    "BAD='unclosed",
    'BAD="x"y',
    '"',
    "'",
    '`',
    '" # "',
    'YAML:',
    'LINKEDIN_CLIENT_ID:',
    'LINKEDIN_CLIENT_ID=',
    'LINKEDIN_CLIENT_SECRET="unclosed',
    "LINKEDIN_ACCESS_TOKEN='unclosed \\'",
    'export',
    '=x',
    '# c\u2028LINKEDIN_CLIENT_ID=1',
    'A=1\u2029B="',
    'A\n=\n"x',
    '\u0085A=1',
    '\\"',
  ),
  fc.string({ unit: fc.constantFrom(...'AB=:#"\'`\\ \t\u00A0\u2028é') }),
  fc.string({ unit: 'binary' }),
);

/** A file of old Mac ends, or one in which people and editors have mixed the two others. */
const lineEnds = fc.constantFrom(['\r'], ['\n', '\r\n', '\n\n']);

function fileOf(line: fc.Arbitrary<string | Uint8Array>): fc.Arbitrary<Buffer> {
  const parts = lineEnds.chain((ends) =>
    fc.tuple(
      fc.constantFrom('', '\uFEFF'),
      fc.array(fc.tuple(line, fc.constantFrom(...ends)), { maxLength: 12 }),
      fc.oneof(fc.constant(''), line),
    ),
  );
  return parts.map(([mark, lines, last]) =>
    Buffer.concat([mark, ...lines.flat(), last].map((part) => Buffer.from(part))),
  );
}

/** One character of Latin-1, a comment in it, and bytes that no encoding explains. */
const latin1Line = fc.constantFrom(
  Buffer.from('CITY=Málaga\xA0', 'latin1'),
  Buffer.from('# \xE2\x80 \xFF\xFE \xC3', 'latin1'),
);
const plainFile = fileOf(fc.oneof(plainLine, plainLine, latin1Line));
const anyFile = fileOf(
  fc.oneof(plainLine, nastyLine, latin1Line, fc.uint8Array({ maxLength: 12 })),
);

function expectedOf(file: Buffer, wanted: EnvChanges): Record<string, string> {
  const values: Record<string, string | undefined> = { ...parse(file) };
  for (const [name, value] of Object.entries(wanted)) {
    values[name] = value instanceof Secret ? value.reveal() : value;
  }
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as Record<string, string>;
}

/** Undefined when the change was refused, which is always allowed: nothing is written then. */
function tryMerge(file: Buffer, wanted: EnvChanges): Buffer | undefined {
  try {
    return Buffer.from(mergeEnv(file, wanted));
  } catch (error) {
    if (isFault(error, 'env-value-unwritable')) return undefined;
    throw error;
  }
}

/** The byte order mark, and the lines with their ends but those that name a key of ours outside other values. */
function linesOfOthers(file: Buffer): readonly string[] {
  const lines =
    file.toString('latin1').match(/^\xEF\xBB\xBF|[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? [];
  const keep = /inside|commented-out|^(?!.*LINKEDIN_)/;
  return lines.filter((line) => keep.test(line.trimEnd()));
}

/** What the one stretch in which the two differ was before. */
function lostBetween(before: Buffer, after: Buffer): string {
  const [old, text] = [before.toString('latin1'), after.toString('latin1')];
  const least = Math.min(old.length, text.length);
  let [head, tail] = [0, 0];
  while (head < least && text[head] === old[head]) head += 1;
  while (tail < least - head && text.at(-1 - tail) === old.at(-1 - tail)) tail += 1;
  const lost = before.subarray(head, before.length - tail).toString();
  return lost.replace(/\r\n?/g, '\n');
}

describe('a file as people write it', () => {
  it('is never refused, and dotenv then reads our values and the old ones of all others', () => {
    fc.assert(
      fc.property(plainFile, changes, (file, wanted) => {
        expect(parse(Buffer.from(mergeEnv(file, wanted)))).toEqual(expectedOf(file, wanted));
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps every byte of every line that is not ours', () => {
    fc.assert(
      fc.property(plainFile, changes, (file, wanted) => {
        const before = linesOfOthers(file);
        const after = linesOfOthers(Buffer.from(mergeEnv(file, wanted)));
        // The last line may have had to be ended, so that another could follow.
        const last = before.at(-1) ?? '';
        expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
        expect([last, `${last}\n`, `${last}\r\n`, `${last}\r`]).toContain(after.at(-1) ?? '');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('any file at all', () => {
  it('is refused, or read with our values and the old ones of all others', () => {
    fc.assert(
      fc.property(anyFile, changes, (file, wanted) => {
        const merged = tryMerge(file, wanted);
        if (merged !== undefined) expect(parse(merged)).toEqual(expectedOf(file, wanted));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is the same after the second time as after the first', () => {
    fc.assert(
      fc.property(anyFile, changes, (file, wanted) => {
        const once = tryMerge(file, wanted);
        if (once !== undefined) expect(tryMerge(once, wanted)).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is untouched when it says what is wanted already', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const values = parse(file);
        const same = Object.fromEntries(ours.map((name) => [name, values[name]]));
        expect(mergeEnv(file, same)).toEqual(file);
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes in one place when a value is set, and loses no more there than the old value', () => {
    fc.assert(
      fc.property(anyFile, key, writable, (file, name, value) => {
        const merged = tryMerge(file, { [name]: value });
        if (merged === undefined) return;
        const old = parse(file)[name] ?? '';
        // The two quotes; `\n` in double quotes is two characters that read as one.
        const most = old === '' ? 2 : 2 + 2 * old.length;
        expect(lostBetween(file, merged).length).toBeLessThanOrEqual(most);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** dotenv 18, lib/main.js, LINE: what every reader of `.env` files with dotenv has used for years. */
const pattern =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/gm;

describe('what is found in one pass', () => {
  const lines = (text: string) => text.replaceAll(/\r\n?/g, '\n');

  it.each([
    'A-B.c_1=1',
    'A:\r\nB=1\r\n',
    'A:\v\nB=1',
    'A=1\rB=2\r',
    '# c\u2028A=1\u2029B=2',
    '\u202FA=1\u205F',
    'A=xà\nB=à',
    'A="x" y\nB="z"',
    'A="x\\" y" # c\nB=2',
    "A='x' # it's\nB='y'",
    'A=`x`\u2028B=1',
    'export\nA=1',
    'export = 1',
    'A=\n\n# c\nB=2',
    'A=   # c',
    'A = \n "x"',
  ])('%j has the keys and values that the pattern finds', (text) => {
    const file = Buffer.from(text);
    const expected = [...lines(text).matchAll(pattern)];
    const found = assignmentsOf(file.toString('latin1'));
    expect(found.map(({ key }) => key)).toEqual(expected.map(([, key]) => key));
    for (const [index, { valueStart, valueEnd }] of found.entries()) {
      const value = lines(file.subarray(valueStart, valueEnd).toString());
      // One that begins on a later line is left where it is.
      if (value !== '') expect(value).toBe((expected[index]?.[2] ?? '').trim());
    }
    expect(parseEnv(file)).toEqual(parse(file));
  });

  it('is what the pattern finds, with the same values, in any file', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const expected = [...lines(file.toString()).matchAll(pattern)].map(([, name]) => name);
        expect(assignmentsOf(file.toString('latin1')).map((found) => found.key)).toEqual(expected);
        expect(parseEnv(file)).toEqual(parse(file));
      }),
      { numRuns: 5_000 },
    );
  });

  it('has its value where the pattern has it', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const raw = file.toString('latin1');
        const expected = [...lines(file.toString()).matchAll(pattern)].map((match) =>
          (match[2] ?? '').trim(),
        );
        const values = assignmentsOf(raw).map(({ valueStart, valueEnd }) =>
          lines(file.subarray(valueStart, valueEnd).toString()),
        );
        // One that begins on a later line is left where it is.
        for (const [index, value] of values.entries()) {
          if (value !== '') expect(value).toBe(expected[index]);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('a megabyte', () => {
  const megabyte = 1_000_000;
  const fill = (unit: string) => unit.repeat(Math.ceil(megabyte / unit.length));

  it.each([
    ['lines of a host', fill('SOME_KEY=some value # and why\n')],
    ['one line', `KEY=${fill('x')}\n`],
    ['one word', fill('x')],
    ['blank lines', fill('\n')],
    ['blanks', fill(' ')],
    ['blanks behind a sign', `KEY=${fill(' ')}`],
    ['comments', fill('# comment\n')],
    ['quotes', fill('"')],
    ['quotes that open', fill("KEY='\n")],
    ['escaped quotes', `KEY="${fill('\\" x ')}`],
    ['quotes that do not close', fill('K="\nK=\'\nK=`\n')],
    ['colons', fill('KEY:\n')],
    ['NUL bytes', fill('\0')],
    ['the same key', fill('LINKEDIN_CLIENT_ID=x\r\n')],
  ])('of %s is changed within seconds', { timeout: 20_000 }, (_, text) => {
    const wanted = { LINKEDIN_CLIENT_ID: 'new', LINKEDIN_CLIENT_SECRET: 'new', UNSET: undefined };
    const merged = tryMerge(Buffer.from(text), wanted);
    if (merged !== undefined) expect(parseEnv(merged)).toMatchObject({ LINKEDIN_CLIENT_ID: 'new' });
  });
});
