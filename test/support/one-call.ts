/** A process of its own that asks LinkedIn, at the address it is given, for one ad account. */

import { SetupError } from '../../src/faults/fault.ts';
import { findAdAccount } from '../../src/linkedin/ad-accounts.ts';
import { createLinkedIn } from '../../src/linkedin/client.ts';
import { createExchange } from '../../src/node/exchange.ts';
import { Secret } from '../../src/secret.ts';
import { environmentAt } from './linkedin-address.ts';

async function call(origin: string): Promise<unknown> {
  const env = { ...process.env, ...environmentAt(origin) };
  let now = 0;
  const clock = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const world = {
    exchange: createExchange(env),
    clock,
    env,
    signal: new AbortController().signal,
  };
  const linkedin = createLinkedIn(world);
  try {
    const answer = await findAdAccount('512345678', new Secret('AQXtheOneToken'), linkedin);
    return answer.kind === 'ok' ? { found: answer.value.name } : { refused: answer.refusal.status };
  } catch (error) {
    if (error instanceof SetupError) return { code: error.code, message: error.message };
    throw error;
  }
}

void call(process.argv[2] ?? '').then((told) => process.stdout.write(`${JSON.stringify(told)}\n`));
