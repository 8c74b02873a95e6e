/** What `mergeEnv` does to every shape of line that people have in their `.env`. */

import { describe, expect, it } from 'vitest';
import { duplicateKeys, mergeEnv, parseEnv } from '../../src/credentials/dotenv-text.ts';
import { Secret } from '../../src/secret.ts';

const id = 'LINKEDIN_CLIENT_ID';
const token = 'LINKEDIN_ACCESS_TOKEN';

function merged(text: string, changes: Parameters<typeof mergeEnv>[1]): string {
  return Buffer.from(mergeEnv(Buffer.from(text), changes)).toString();
}

it('sets a value at the very end of a file and adds a line behind it', () => {
  const changes = { LINKEDIN_CLIENT_ID: 'id', LINKEDIN_ACCESS_TOKEN: 'token' };
  const merged = mergeEnv(Buffer.from('LINKEDIN_ACCESS_TOKEN='), changes);
  expect(Buffer.from(merged).toString()).toBe('LINKEDIN_ACCESS_TOKEN=token\nLINKEDIN_CLIENT_ID=id');
});

describe('a key that is there', () => {
  it.each([
    ['bare', `${id}=old\n`, `${id}=new\n`],
    ['empty', `${id}=\n`, `${id}=new\n`],
    ['empty with a blank behind the sign', `${id}= \n`, `${id}=new \n`],
    ['single-quoted', `${id}='old'\n`, `${id}=new\n`],
    ['double-quoted', `${id}="old"\n`, `${id}=new\n`],
    ['in backticks', `${id}=\`old\`\n`, `${id}=new\n`],
    ['empty quotes', `${id}=""\n`, `${id}=new\n`],
    ['quoted over several lines', `${id}="old\nlines"\nB=1\n`, `${id}=new\nB=1\n`],
    ['an escaped quote', `${id}="o\\"ld"\n`, `${id}=new\n`],
    ['an escaped quote and a sharp', `${id}="o\\"l # d"\n`, `${id}=new\n`],
    ['quotes above other quotes', `${id}="old"\nB="x"\n`, `${id}=new\nB="x"\n`],
    ['an unclosed quote below a comment', `# c\n${id}='old\nB=1\n`, `# c\n${id}=new\nB=1\n`],
    ['an unclosed quote', `${id}='old\nB=1\n`, `${id}=new\nB=1\n`],
    ['text behind the quotes', `${id}="o"ld\n`, `${id}=new\n`],
    ['an equals sign in the value', `${id}=o=l=d\n`, `${id}=new\n`],
    ['a comment behind a bare value', `${id}=old # why\n`, `${id}=new # why\n`],
    ['a comment behind a quoted value', `${id}="o#d"  # why\n`, `${id}=new  # why\n`],
    ['a comment that touches the value', `${id}=old#why\n`, `${id}=new #why\n`],
    ['a comment that touches the sign', `${id}=#why\n`, `${id}=new #why\n`],
    ['a comment and no value', `${id}= # why\n`, `${id}=new # why\n`],
    ['export', `export ${id}=old\n`, `export ${id}=new\n`],
    ['indentation and export', `\t export  ${id}=old\n`, `\t export  ${id}=new\n`],
    ['blanks round the sign', `${id} = old\n`, `${id} = new\n`],
    ['blanks behind the value', `${id}=old  \n`, `${id}=new  \n`],
    ['a colon', `${id}: old\n`, `${id}: new\n`],
    ['a colon and no value', `${id}: \n`, `${id}: new \n`],
    ['CRLF', `A=1\r\n${id}=old\r\nB=2\r\n`, `A=1\r\n${id}=new\r\nB=2\r\n`],
    ['mixed line ends', `A=1\n${id}=old\r\nB=2\rC=3\n`, `A=1\n${id}=new\r\nB=2\rC=3\n`],
    ['old Mac line ends', `A=1\r${id}=old\rB=2\r`, `A=1\r${id}=new\rB=2\r`],
    ['vertical tabs around', `\vA=1\v\n${id}=\vold\v\n`, `\vA=1\v\n${id}=\vnew\v\n`],
    ['a line separator above', `# c\u2028A=1\n${id}=old\n`, `# c\u2028A=1\n${id}=new\n`],
    ['a byte order mark', `\uFEFF${id}=old\n`, `\uFEFF${id}=new\n`],
    ['no last line break', `A=1\n${id}=old`, `A=1\n${id}=new`],
    [
      'blank lines and comments around',
      `\n# a\n\n${id}=old\n\n# b\n`,
      `\n# a\n\n${id}=new\n\n# b\n`,
    ],
    ['no-break spaces round the sign', `${id}\u00A0=\u00A0old\n`, `${id}\u00A0=\u00A0new\n`],
    ['letters beyond ASCII around', `Ä=é\n# 日本 😀\n${id}=ö\n`, `Ä=é\n# 日本 😀\n${id}=new\n`],
    ['a value on a later line', `${id}=\n"old"\n`, `${id}=new\n"old"\n`],
  ])('%s: only the value changes', (_, before, after) => {
    expect(merged(before, { [id]: 'new' })).toBe(after);
  });

  it('keeps bytes that are no UTF-8', () => {
    const before = Buffer.concat([
      Buffer.from('NAME=Jos'),
      Buffer.from([0xe9, 0xa0, 0xff, 0xe2, 0x80]),
      Buffer.from(`\n${id}=old\n# `),
      Buffer.from([0xf0, 0x9f, 0xc3, 0x28, 0x00]),
    ]);
    const after = Buffer.from(before.toString('latin1').replace('=old', '=new'), 'latin1');
    expect(mergeEnv(before, { [id]: 'new' })).toEqual(after);
  });

  it('is changed where dotenv looks when it is there twice: in the last line', () => {
    const before = `${id}=first\nB=1\n${id}=last\n`;
    expect(merged(before, { [id]: 'new' })).toBe(`${id}=first\nB=1\n${id}=new\n`);
  });

  it('is not taken for one when it stands inside the quotes of another value', () => {
    const before = `CERT="-----\n${id}=inside\n-----"\n${id}=old\n`;
    const after = `CERT="-----\n${id}=inside\n-----"\n${id}=new\n`;
    expect(merged(before, { [id]: 'new' })).toBe(after);
  });

  it('stays in its quotes when it reads the same already', () => {
    const before = `${id}="same" # kept\r\n`;
    expect(merged(before, { [id]: 'same', [token]: undefined })).toBe(before);
  });
});

describe('a key that is not there', () => {
  it.each([
    ['an empty file', '', `${id}=new\n`],
    ['nothing but a byte order mark', '\uFEFF', `\uFEFF${id}=new\n`],
    ['a file without relatives', 'A=1\n', `A=1\n${id}=new\n`],
    ['a name like theirs', 'LINKEDINS=1\nA=1\n', `LINKEDINS=1\nA=1\n${id}=new\n`],
    ['a single CR above', '\rA=1', `\rA=1\r${id}=new`],
    ['a single LF above', '\nA=1', `\nA=1\n${id}=new`],
    ['no last line break', 'A=1', `A=1\n${id}=new`],
    ['no last line break, CRLF', 'A=1\r\nB=2', `A=1\r\nB=2\r\n${id}=new`],
    ['CRLF', 'A=1\r\n', `A=1\r\n${id}=new\r\n`],
    ['old Mac line ends', 'A=1\rB=2\r', `A=1\rB=2\r${id}=new\r`],
    ['only a comment that names it', `# ${id}=x\n`, `# ${id}=x\n${id}=new\n`],
    [
      'relatives in the middle',
      `${token}=t # note\n\n# database\nDB=1\n`,
      `${token}=t # note\n${id}=new\n\n# database\nDB=1\n`,
    ],
    [
      'a relative over several lines, CRLF',
      `A=1\n${token}="a\r\nb"\r\nB=2\n`,
      `A=1\n${token}="a\r\nb"\r\n${id}=new\r\nB=2\n`,
    ],
    ['a relative above an open line', `${token}=t\nB=1`, `${token}=t\n${id}=new\nB=1`],
    ['a relative in the last line', `A=1\n${token}=t`, `A=1\n${token}=t\n${id}=new`],
  ])('%s: is added below its relatives, else at the end', (_, before, after) => {
    expect(merged(before, { [id]: 'new' })).toBe(after);
  });

  it('comes in the order of the changes', () => {
    expect(merged('A=1\n', { B: '1', [id]: '2', [token]: '3' })).toBe(
      `A=1\nB=1\n${id}=2\n${token}=3\n`,
    );
  });
});

describe('a key that goes', () => {
  it.each([
    ['its line', `A=1\n${id}=old # note\nB=2\n`, 'A=1\nB=2\n'],
    ['all of its lines', `${id}=1\nA=1\n  export ${id}=2\r\nB=2\n${id}='3'`, 'A=1\nB=2\n'],
    ['a value over several lines', `A=1\n${id}="a\nb"\nB=2\n`, 'A=1\nB=2\n'],
    ['the first line, not the byte order mark', `\uFEFF${id}=1\nA=1\n`, '\uFEFFA=1\n'],
    ['nothing where it is not', 'A=1\n', 'A=1\n'],
  ])('takes %s with it', (_, before, after) => {
    expect(merged(before, { [id]: undefined })).toBe(after);
  });
});

/** Shells expand or split at these, or the readers of `.env` files treat them in different ways. */
const ambiguous = ['$', '&', '#', '\\', '(', ';', '*', '~', 'é', '\0'];

describe('what would do harm', () => {
  it.each([
    ['', 'it is empty'],
    ['has blank', 'it contains a space or a line break'],
    ['two\nlines', 'it contains a space or a line break'],
    ['trailing\n', 'it contains a space or a line break'],
    ["qu'ote", 'it contains a quotation mark'],
    ['qu"ote', 'it contains a quotation mark'],
    ['back`tick', 'it contains a quotation mark'],
    ...ambiguous.map((sign) => [
      `s3cr${sign}t`,
      'it contains a character that .env readers read differently',
    ]),
  ])('the value %j is refused in words that do not repeat it', (value = '', why = '') => {
    expect(() => merged('A=1\n', { [id]: new Secret(value) })).toThrow(
      expect.objectContaining({
        code: 'env-value-unwritable',
        message: `${id} was not written: ${why}. The file is unchanged.`,
      }),
    );
  });

  it.each([
    ['a colon above takes our new line for its value', 'NAME:\n', 'NAME'],
    ['a line below our colon would come to life', `${id}:\nB=1\n`, 'B'],
  ])('%s: refused', (_, before, misread) => {
    expect(() => merged(before, { [id]: 'new' })).toThrow(
      expect.objectContaining({
        code: 'env-value-unwritable',
        message: `${id} was not written: dotenv would then misread ${misread}, because of quotes or colons in the lines around it. The file is unchanged.`,
      }),
    );
  });
});

it('a value read is what dotenv reads, after a byte order mark too', () => {
  const content = Buffer.from(`\uFEFF${id}="a b" # c\nexport B=2\n`);
  expect(parseEnv(content)).toEqual({ [id]: 'a b', B: '2' });
});

it('duplicates are the keys asked for that are assigned twice; a quoted line is no assignment', () => {
  const content = Buffer.from(`${id}=1\nB=1\nB=2\n${id}=2\n${token}=1\nC="\n${token}=2\n"\n`);
  expect(duplicateKeys(content, [token, id, 'absent'])).toEqual([id]);
});
