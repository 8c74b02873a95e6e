/** The two questions that Inquirer does not have: waiting for Enter, and a line typed while something else is awaited. */

import type { WaitQuestion } from './world.ts';

type Core = typeof import('@inquirer/core');

export interface Theme {
  readonly prefix: { readonly idle: string; readonly done: string };
}

export interface Pause {
  readonly message: string;
  readonly theme: Theme;
  readonly copy: (() => void) | undefined;
}

/** `c` puts something on the clipboard and asks on. */
export function pausePrompt(core: Core) {
  const { createPrompt, useState, useKeypress, isEnterKey, makeTheme, usePrefix } = core;
  return createPrompt<void, Pause>((config, done) => {
    const [status, setStatus] = useState<'idle' | 'done'>('idle');
    const [copied, setCopied] = useState(false);
    const prefix = usePrefix({ status, theme: makeTheme(config.theme) });
    useKeypress((key, line) => {
      line.clearLine(0);
      if (isEnterKey(key)) {
        setStatus('done');
        done();
      } else if (key.name === 'c' && config.copy !== undefined) {
        config.copy();
        setCopied(true);
      }
    });
    return `${prefix} ${config.message}${copied ? '  (copied)' : ''}`;
  });
}

interface Waiting extends WaitQuestion {
  readonly frames: string;
  /** Fits a text to the terminal. */
  readonly wrap: (text: string) => string;
}

/** Redrawn while it waits, so that it can count down; what is typed is answered with Enter, a key at once. */
export function meanwhilePrompt(core: Core) {
  const { createPrompt, useState, useKeypress, useEffect, isEnterKey } = core;
  return createPrompt<string, Waiting>((config, done) => {
    const [frame, setFrame] = useState(0);
    const [typed, setTyped] = useState('');
    const [complaint, setComplaint] = useState<string | undefined>(undefined);
    useEffect(() => {
      const timer = setTimeout(() => setFrame((frame + 1) % config.frames.length), 120);
      return () => clearTimeout(timer);
    }, [frame]);
    useKeypress((key, line) => {
      const text = line.line.trim();
      if (isEnterKey(key)) {
        // Readline has emptied its line by now; what was typed is in the state.
        const complained = typed === '' ? undefined : config.reject(typed);
        if (typed !== '' && complained === undefined) done(typed);
        setComplaint(complained);
        setTyped('');
      } else if (config.keys.includes(text) && typed === '') {
        done(text);
      } else {
        setTyped(text);
        setComplaint(undefined);
      }
    });
    // What is pasted holds an authorization code: only its length is shown.
    const echo = typed === '' ? '' : `  (${typed.length} characters pasted, Enter takes them)`;
    const head = `  ${config.frames[frame]} ${config.message()}${echo}`;
    return complaint === undefined ? head : [head, `  ${config.wrap(complaint)}`];
  });
}
