/** Two prompts that Inquirer lacks: a pause until Enter, with texts to copy; a line typed while something else is awaited. */

import { createPrompt, isEnterKey, useEffect, useKeypress, useState } from '@inquirer/core';
import type { PauseQuestion, WaitQuestion } from '../questions.ts';
import type { Env } from '../world.ts';
import { copyToClipboard } from './clipboard.ts';

interface Pause extends PauseQuestion {
  readonly prefix: { readonly idle: string; readonly done: string };
  readonly wrap: (text: string) => string;
  readonly env: Env;
}

/** `c` copies one text after the other; "copied" only when a program has taken it. */
export const pause = createPrompt<void, Pause>((config, done) => {
  const { message, copy = [], prefix, wrap } = config;
  const [status, setStatus] = useState<'idle' | 'done'>('idle');
  const [notice, setNotice] = useState('');
  const [next, setNext] = useState(0);
  useKeypress((key, line) => {
    const typed = line.line.toLowerCase();
    line.clearLine(0);
    if (isEnterKey(key)) {
      setStatus('done');
      done();
    } else if (typed === 'c' && copy.length > 0) {
      const index = next % copy.length;
      setNext(next + 1);
      const copied = copyText(copy[index] ?? '', config.env);
      void copied.then((taken) => setNotice(copiedText(taken, index, copy.length)));
    }
  });
  const suffix = notice === '' || status === 'done' ? '' : `  (${notice})`;
  return `${prefix[status]} ${wrap(message + suffix)}`;
});

function copiedText(taken: boolean, index: number, count: number): string {
  if (!taken) return 'nothing here copies; select it above';
  if (count === 1) return 'copied';
  return index === 0 ? 'first copied; c again copies the second' : 'second copied';
}

/**
 * True once a program has taken the text. The terminal is asked as well (OSC 52, which also crosses SSH), but
 * never says whether it did.
 */
async function copyText(text: string, env: Env): Promise<boolean> {
  process.stderr.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
  return await copyToClipboard(text, env);
}

// --- a line --------------------------------------------------------------------------------------

export interface WaitConfig extends WaitQuestion {
  /** Of the spinner, a character each. */
  readonly frames: string;
  readonly wrap: (text: string) => string;
}

/** Redrawn while it waits, so that it can count down; what is typed is answered with Enter, a key at once. */
export const lineWhileWaiting = createPrompt<string, WaitConfig>((config, done) => {
  const [frame, setFrame] = useState(0);
  const [typed, setTyped] = useState('');
  const [complaint, setComplaint] = useState<string | undefined>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => setFrame((frame + 1) % config.frames.length), 120);
    return () => clearTimeout(timer);
  }, [frame]);
  useKeypress((key, { line }) => {
    if (isEnterKey(key)) {
      // Readline has emptied its line by now; what was typed is in the state.
      const answer = typed.trim();
      const complained = answer === '' ? undefined : config.reject(answer);
      if (answer !== '' && complained === undefined) done(answer);
      setComplaint(complained);
      setTyped('');
    } else if (config.keys.includes(line) && typed === '') {
      done(line);
    } else {
      setTyped(line);
      setComplaint(undefined);
    }
  });
  // What is pasted holds an authorization code: only its length is shown.
  const echo = typed === '' ? '' : `  (${typed.length} characters pasted, Enter takes them)`;
  const head = config.wrap(`${config.frames[frame]} ${config.message()}${echo}`);
  return [`  ${head}`, complaint === undefined ? '' : `  ${config.wrap(complaint)}`];
});
