/** The operator's part in a rehearsal without one: answers by question id, and a browser that presses Allow. */

import { Secret } from '../secret.ts';
import { pad } from '../wizard/layout.ts';
import type { Browser, Fetch, Prompts, Question, World } from '../world.ts';

interface Keys {
  readonly clientId: string;
  readonly clientSecret: string;
}

export function playOperator(world: World, app: Keys): World {
  return {
    ...world,
    terminal: { ...world.terminal, interactive: true },
    prompts: promptsOf(world, app),
    browser: browserOf(world.fetch),
  };
}

/** Each question is printed with its answer, so that the screen reads as it would with a person. */
function promptsOf({ terminal }: World, app: Keys): Prompts {
  const answers: Readonly<Record<string, string>> = {
    'client-id': app.clientId,
    company: 'Acme',
    'product-added': 'yes',
  };
  const say = ({ message }: Question, answer: string) =>
    terminal.say(`? ${pad(message, 22)} ${answer}`);
  return {
    async text(question) {
      const answer = answers[question.id] ?? question.preset ?? '';
      say(question, answer);
      return answer;
    },
    async secret(question) {
      say(question, terminal.unicode ? '••••••••••••' : '************');
      return new Secret(app.clientSecret);
    },
    async confirm(question) {
      // A rehearsal leaves nothing behind but its own .env.
      const answer = question.preset && question.id !== 'write-reminder';
      say(question, answer ? 'Yes' : 'No');
      return answer;
    },
    async choose(question) {
      const { choices, preset, id } = question;
      const wanted = answers[id] ?? preset ?? choices[0]?.value;
      const choice = choices.find(({ value }) => value === wanted);
      if (choice === undefined) throw new Error(`the rehearsal has no answer to ${id}`);
      say(question, choice.label);
      return choice.value;
    },
    pause: async (question) => say(question, '(Enter)'),
    meanwhile: ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(undefined), { once: true });
      }),
  };
}

/** Portal pages need no visit; the consent page is read, Allow pressed, and the redirect followed for real. */
function browserOf(fetch: Fetch): Browser {
  return {
    available: true,
    async open(url) {
      // The listener holds its answer until the exchange is through, so nobody may wait for it here.
      if (url.pathname.endsWith('/authorization')) void allow(url, fetch).catch(() => {});
      return true;
    },
  };
}

async function allow(url: URL, fetch: Fetch): Promise<void> {
  let answer = await fetch(new Request(url));
  if (answer.headers.get('location') === null && answer.ok) {
    const body = new URLSearchParams({ decision: 'allow' });
    answer = await fetch(new Request(url, { method: 'POST', body }));
  }
  const back = answer.headers.get('location');
  if (back !== null) await fetch(new Request(back));
}
