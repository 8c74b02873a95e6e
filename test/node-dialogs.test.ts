/** Questions as their keys and their lines, without a terminal. */

import { describe, expect, it } from 'vitest';
import {
  confirmDialog,
  type Look,
  meanwhileDialog,
  pauseDialog,
  textDialog,
} from '../src/node-dialogs.ts';
import type { Dialog } from '../src/node-keyboard.ts';
import type { Key, KeyName } from '../src/node-keys.ts';
import { listDialog } from '../src/node-list-dialog.ts';

const look: Look = {
  asked: '?',
  answered: '✓',
  pointer: '❯',
  dots: '…',
  frames: '|',
  arrows: '↑↓',
  returnKey: '⏎',
  between: ' • ',
  columns: 80,
  rows: 24,
  highlight: (text) => text,
  complaint: (text) => `  ✗ ${text}`,
};

const press = (name: KeyName): Key => ({ kind: 'press', name });
const text = (typed: string): Key => ({ kind: 'text', text: typed });
const paste = (pasted: string, entered = false): Key => ({ kind: 'paste', text: pasted, entered });
const enter = press('enter');

/** The answer to the last key; undefined while there is none. */
function answerTo<T>(dialog: Dialog<T>, ...keys: readonly Key[]): { answer: T } | undefined {
  let answer: { answer: T } | undefined;
  for (const key of keys) {
    if (answer !== undefined) throw new Error('keys behind the answer');
    answer = dialog.press(key);
  }
  return answer;
}
const shown = (dialog: Pick<Dialog<unknown>, 'block'>) => dialog.block().lines.join('\n');

describe('a text', () => {
  const question = {
    id: 'x',
    message: 'Name',
    reject: (typed: string) => (typed === 'good' ? undefined : 'Not that.'),
  };

  it('that is refused is gone from the line, and the next one is taken whole', () => {
    const dialog = textDialog(question, look);
    expect(answerTo(dialog, paste('bad'), enter)).toBeUndefined();
    expect(shown(dialog)).toBe('? Name \n  ✗ Not that.');
    expect(answerTo(dialog, paste('good'), enter)).toEqual({ answer: 'good' });
  });

  it('that nobody sees shows a mark for each character, and a fixed number in the end', () => {
    const dialog = textDialog(question, look, '•');
    answerTo(dialog, text('goo'));
    expect(shown(dialog)).toBe('? Name •••');
    expect(answerTo(dialog, text('d'), enter)).toEqual({ answer: 'good' });
    expect(dialog.closing?.('good')).toEqual([`✓ Name ${'•'.repeat(12)}`]);
  });

  it('shows only what its question lets it show', () => {
    const dialog = textDialog({ id: 'x', message: 'Id', echo: () => 'id ••••' }, look);
    answerTo(dialog, paste('id secret'));
    expect(shown(dialog)).toBe('? Id id ••••');
    expect(dialog.closing?.('id secret')).toEqual(['✓ Id id ••••']);
  });

  it('offers what Enter takes, and Tab to change it', () => {
    const offered = { id: 'x', message: 'Name', preset: 'Acme' };
    expect(shown(textDialog(offered, look))).toBe('? Name (Acme) ');
    expect(answerTo(textDialog(offered, look), enter)).toEqual({ answer: 'Acme' });
    const changed = answerTo(textDialog(offered, look), press('tab'), text(' US'), enter);
    expect(changed).toEqual({ answer: 'Acme US' });
  });

  it.each([20, 40, 80])('of 20,000 characters stays within %i columns', (columns) => {
    const dialog = textDialog({ id: 'x', message: 'Your name' }, { ...look, columns });
    answerTo(dialog, paste('x'.repeat(20_000)));
    for (const line of dialog.block().lines) expect(line.length).toBeLessThan(columns);
  });
});

describe('yes or no', () => {
  const ask = (preset = false) => confirmDialog({ id: 'x', message: 'Sure?', preset }, look);

  it.each<[string, readonly Key[], boolean]>([
    ['y', [text('y'), enter], true],
    ['Yes', [text('Yes'), enter], true],
    ['yes, typed by a script', [paste('yes', true)], true],
    ['N', [text('N'), enter], false],
    ['nothing', [enter], false],
    ['y, taken back by Esc', [text('y'), press('escape'), enter], false],
  ])('%s', (_, keys, answer) => {
    expect(answerTo(ask(), ...keys)).toEqual({ answer });
  });

  it.each([
    ['a secret', paste('WPL_AP1.secret', true)],
    ['several lines', paste('yes no', true)],
    ['an address', paste('https://example.com', true)],
  ])('is not answered by %s', (_, key) => {
    const dialog = ask(true);
    expect(answerTo(dialog, key)).toBeUndefined();
    expect(shown(dialog)).toBe('? Sure? (Y/n) \n  ✗ Type y or n, then Enter.');
  });
});

describe('a list', () => {
  const choices = ['one', 'two', 'three'].map((value) => ({ value, label: `Label ${value}` }));
  const ask = () => listDialog({ id: 'x', message: 'Which?', choices, preset: 'two' }, look);

  it.each<[string, readonly Key[], string]>([
    ['Enter', [enter], 'two'],
    ['the arrows', [press('up'), press('up'), enter], 'one'],
    ['End and beyond', [press('end'), press('down'), enter], 'three'],
    ['Esc, which does nothing here', [press('escape'), enter], 'two'],
    ['letters, which do nothing here', [text('three'), enter], 'two'],
  ])('takes %s', (_, keys, answer) => {
    expect(answerTo(ask(), ...keys)).toEqual({ answer });
  });

  it('is not answered by a paste, whatever lines it has', () => {
    expect(answerTo(ask(), paste('one two three', true), paste('y', true))).toBeUndefined();
  });

  it('is answered by Esc where that means something', () => {
    const dialog = listDialog({ id: 'x', message: 'Which?', choices, escape: 'three' }, look);
    expect(shown(dialog)).toContain('esc back');
    expect(answerTo(dialog, press('escape'))).toEqual({ answer: 'three' });
  });

  it('points to what is pasted, where it can be found', () => {
    const find = (pasted: string) => (pasted.includes('/3') ? 'three' : undefined);
    const dialog = listDialog({ id: 'x', message: 'Which?', choices, find }, look);
    expect(answerTo(dialog, paste('https://example.com/3'), enter)).toEqual({ answer: 'three' });
  });
});

describe('a long list', () => {
  const choices = Array.from({ length: 100 }, (_, index) => ({
    value: String(index),
    label: `Account ${index}`,
  }));
  const find = (typed: string) => /accounts\/(\d+)/.exec(typed)?.[1];
  const ask = () => listDialog({ id: 'x', message: 'Which?', choices, find }, look);

  it('is narrowed down by letters', () => {
    expect(answerTo(ask(), text('account 42'), enter)).toEqual({ answer: '42' });
  });

  it('takes an address that names one of them', () => {
    const dialog = ask();
    answerTo(dialog, paste('linkedin.com/campaignmanager/accounts/77/x'));
    expect(shown(dialog)).toContain('❯ Account 77');
    expect(answerTo(dialog, enter)).toEqual({ answer: '77' });
  });

  it('has no answer where nothing is left of it', () => {
    const dialog = ask();
    expect(answerTo(dialog, text('nothing like it'), enter)).toBeUndefined();
    expect(shown(dialog)).toContain('Nothing holds these letters.');
    expect(answerTo(dialog, press('escape'), enter)).toEqual({ answer: '0' });
  });

  it('shows no more lines than the screen has', () => {
    const dialog = listDialog({ id: 'x', message: 'Which?', choices }, { ...look, rows: 10 });
    expect(dialog.block().lines.length).toBeLessThan(10);
  });
});

describe('a pause', () => {
  const ask = (taken: boolean, copy?: readonly string[]) => {
    const copied: string[] = [];
    const dialog = pauseDialog(
      { id: 'x', message: 'Go on', ...(copy && { copy }) },
      look,
      async (one) => {
        copied.push(one);
        return taken;
      },
    );
    return { dialog, copied };
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('goes on with Enter, and with nothing else', () => {
    const { dialog } = ask(true);
    const others = [text('c'), text('y'), paste('one two', true), press('escape')];
    expect(answerTo(dialog, ...others)).toBeUndefined();
    expect(answerTo(dialog, enter)).toEqual({ answer: undefined });
  });

  it('copies one after the other, and says which', async () => {
    const { dialog, copied } = ask(true, ['first', 'second']);
    answerTo(dialog, text('c'));
    await settled();
    expect(shown(dialog)).toBe('? Go on  (first copied; c again copies the second)');
    answerTo(dialog, text('c'));
    await settled();
    expect(shown(dialog)).toBe('? Go on  (second copied)');
    expect(copied).toEqual(['first', 'second']);
  });

  it('claims nothing that no program did', async () => {
    const { dialog } = ask(false, ['first']);
    answerTo(dialog, text('c'));
    await settled();
    expect(shown(dialog)).toBe('? Go on  (nothing here copies; select it above)');
  });
});

describe('a line typed meanwhile', () => {
  const ask = () =>
    meanwhileDialog(
      {
        id: 'x',
        message: () => 'Waiting',
        keys: ['r'],
        reject: (typed) => (typed === 'good' ? undefined : 'Not that.'),
        signal: new AbortController().signal,
      },
      look,
    );

  it('takes a key at once, but not as the first letter of something pasted', () => {
    expect(answerTo(ask(), text('r'))).toEqual({ answer: 'r' });
    expect(answerTo(ask(), text('redirect'))).toBeUndefined();
    expect(answerTo(ask(), text('x'), text('r'))).toBeUndefined();
  });

  it('shows of it no more than its length', () => {
    const dialog = ask();
    answerTo(dialog, paste('secret'));
    expect(shown(dialog)).toBe('  | Waiting  (6 characters pasted, Enter takes them)');
  });

  it('says nothing to Enter alone', () => {
    const dialog = ask();
    expect(answerTo(dialog, enter)).toBeUndefined();
    expect(shown(dialog)).toBe('  | Waiting');
  });

  it('starts anew after a refusal', () => {
    const dialog = ask();
    expect(answerTo(dialog, paste('bad', true))).toBeUndefined();
    expect(shown(dialog)).toBe('  | Waiting\n  Not that.');
    expect(answerTo(dialog, paste('good', true))).toEqual({ answer: 'good' });
  });
});
