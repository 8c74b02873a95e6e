/** The person at the terminal: answers by question id, and notes what was asked and what was refused. */

import { fault } from '../../src/faults/fault.ts';
import type { Prompts, Question } from '../../src/questions.ts';
import { Secret } from '../../src/secret.ts';
import { Cancelled, type Terminal } from '../../src/world.ts';
import type { TestClock } from './clock.ts';

/** Takes what the question offers. */
export const enter = Symbol('Enter');
/** Stops the program at the question. */
export const ctrlC = Symbol('Ctrl-C');

export type Answer = string | boolean | typeof enter | typeof ctrlC;
/** A function is called when the question stands: it may look around or change LinkedIn first. */
export type Scripted = Answer | (() => Answer | Promise<Answer>);
/** Several answers are for several times, or for after a refusal. */
export type Answers = Readonly<Record<string, Scripted | readonly Scripted[]>>;

export interface Asked {
  readonly id: string;
  readonly message: string;
  /** What Enter takes. */
  readonly preset?: string | boolean;
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  /** What `c` puts on the clipboard, one after the other. */
  readonly copy?: readonly string[];
}

export interface Operator {
  readonly prompts: Prompts;
  readonly asked: readonly Asked[];
  /** What the program said about answers that it did not take. */
  readonly complaints: readonly string[];
  /** Throws when a question had no answer, or an answer no question. */
  assertNothingLeft(): void;
}

interface Script {
  readonly answers: Answers;
  readonly terminal: Pick<Terminal, 'interactive'>;
  readonly clock: Pick<TestClock, 'freezeUntil'>;
  /** Resolves when the browser shows what it was opened at: nobody types before. */
  readonly pageShown: () => Promise<unknown>;
}

export function scriptedOperator({ answers, terminal, clock, pageShown }: Script): Operator {
  const asked: Asked[] = [];
  const complaints: string[] = [];
  const surprises: string[] = [];
  const queues = new Map(
    Object.entries(answers).map(([id, one]) => [id, Array.isArray(one) ? [...one] : [one]]),
  );

  function note({ answeredBy, ...question }: Question & Partial<Asked>): void {
    if (!terminal.interactive) {
      throw fault('input-needed', { question: question.message, answeredBy: answeredBy ?? [] });
    }
    const { id, message, preset, choices, copy } = question;
    asked.push({
      id,
      message,
      ...(preset !== undefined && { preset }),
      ...(choices && { choices }),
      ...(copy && { copy }),
    });
  }

  async function next(id: string): Promise<Exclude<Answer, typeof ctrlC>> {
    const scripted = queues.get(id)?.shift();
    if (scripted === undefined) {
      surprises.push(id);
      throw new Error(`no answer is scripted for "${id}"`);
    }
    const answer = typeof scripted === 'function' ? await scripted() : scripted;
    if (answer === ctrlC) throw new Cancelled();
    return answer;
  }

  /** Asks again as long as the answer is refused. */
  async function typed({
    id,
    preset,
    reject,
    read = (text) => text,
  }: Parameters<Prompts['text']>[0]): Promise<string> {
    for (;;) {
      const answer = await next(id);
      const text = answer === enter ? (preset ?? '') : read(String(answer));
      const complaint = reject?.(text);
      if (complaint === undefined) return text;
      complaints.push(complaint);
    }
  }

  const prompts: Prompts = {
    async text(question) {
      note(question);
      return await typed(question);
    },
    async secret(question) {
      note(question);
      return new Secret((await typed(question)).trim());
    },
    async confirm(question) {
      note(question);
      const answer = await next(question.id);
      return answer === enter ? question.preset : answer === true;
    },
    async choose(question) {
      note(question);
      const { id, choices, preset } = question;
      const answer = await next(id);
      const wanted = answer === enter ? (preset ?? choices[0]?.value) : answer;
      const choice = choices.find(({ value }) => value === wanted);
      if (choice === undefined) throw new Error(`"${id}" does not offer ${String(answer)}`);
      return choice.value;
    },
    async pause(question) {
      note(question);
      const answer = await next(question.id);
      if (answer !== enter) throw new Error(`"${question.id}" waits for Enter alone`);
    },
    async textWhileWaiting(question) {
      note({ id: question.id, message: question.message() });
      const ended = endOf(question.signal);
      if ((queues.get(question.id) ?? []).length === 0) return await ended;
      const { id, keys, reject } = question;
      const shown = pageShown();
      clock.freezeUntil(shown);
      await shown;
      const line = typed({
        id,
        message: '',
        reject: (text) => (keys.includes(text) ? undefined : reject(text)),
      });
      clock.freezeUntil(line);
      return await Promise.race([ended, line.then((text) => new Secret(text))]);
    },
  };

  return {
    prompts,
    asked,
    complaints,
    assertNothingLeft() {
      const unused = [...queues].filter(([, queue]) => queue.length > 0).map(([id]) => id);
      if (surprises.length > 0) throw new Error(`asked without an answer: ${surprises.join(', ')}`);
      if (unused.length > 0) throw new Error(`answered without a question: ${unused.join(', ')}`);
    },
  };
}

function endOf(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
