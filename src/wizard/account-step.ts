/** The ad account: picked from what the member can see, or named by number, address or URN. */

import { type AccountList, accountListFor } from '../checks/account-list.ts';
import { accountLabels } from '../checks/account-table.ts';
import { accountChanges, accountIdOf } from '../credentials/credentials.ts';
import { readAccountId } from '../credentials/pasted-values.ts';
import { fault, SetupError } from '../faults/fault.ts';
import { own } from '../faults/fix.ts';
import type { AdAccount } from '../linkedin/ad-accounts.ts';
import { done } from '../screen/layout.ts';
import { variables } from '../variables.ts';
import type { Terminal } from '../world.ts';
import { type Context, type Progress, type Step, save } from './progress.ts';

export const accountStep: Step = {
  id: 'account',
  title: 'Choose the ad account',
  known({ stored, accountGivenUp }, { request }) {
    const adAccountId = stored.file?.values[variables.adAccountId];
    if (adAccountId === undefined || accountGivenUp || isMalformed(adAccountId)) return undefined;
    const asked = request.adAccount ?? adAccountId;
    return asked === adAccountId ? '' : undefined;
  },
  take: takeAccount,
};

function isMalformed(id: string): boolean {
  return !/^\d+$/.test(id);
}

async function takeAccount(progress: Progress, context: Context): Promise<Progress> {
  const { terminal } = context.world;
  const reader = { stored: progress.stored, mintedAt: progress.mintedAt };
  const { directory: found, stored } = await accountListFor(
    reader,
    context.linkedin,
    context.world,
  );
  const account = await choose(found, progress, context);
  const next = await save(
    { ...progress, stored, accountGivenUp: false },
    accountChanges(account.id),
    context,
  );
  const currency = account.currency === '' ? '' : `, ${account.currency}`;
  const name = `${account.name} (${account.id})${currency}`;
  const only = found.accounts.length === 1 ? ', the only one you can see' : '';
  terminal.say(done(`${name}${only}. Saved to ${next.stored.displayPath}.`, terminal));
  return next;
}

async function choose(
  found: AccountList,
  progress: Progress,
  context: Context,
): Promise<AdAccount> {
  const { request, world } = context;
  const { adAccountId } = progress.stored.credentials;
  const named = request.adAccount ?? (progress.accountGivenUp ? undefined : adAccountId);
  if (request.adAccount !== undefined) return pick(request.adAccount, found);
  const [first] = found.accounts;
  if (first === undefined) throw notVisible('', found);
  if (found.accounts.length === 1 && (await isWanted(first, context))) return first;
  if (!world.terminal.interactive) {
    return named === undefined ? askElsewhere(found, world.terminal) : pick(named, found);
  }
  return await askPerson(found, context);
}

/** Throws `account-not-visible` with what is visible instead. */
function pick(accountId: string, found: AccountList): AdAccount {
  const account = found.accounts.find(({ id }) => id === accountId);
  if (account === undefined) throw notVisible(accountId, found);
  return account;
}

function notVisible(accountId: string, { accounts }: AccountList): SetupError {
  const visible = accounts.slice(0, 5).map(({ name, id }) => `${name} (${id})`);
  return fault('account-not-visible', { accountId, visible });
}

function askElsewhere(found: AccountList, terminal: Terminal): never {
  const lines = accountLabels(found, terminal).slice(0, 10);
  throw fault('input-needed', {
    question: 'which ad account?',
    answeredBy: [
      { say: `Visible are:\n${lines.join('\n')}` },
      {
        say: 'Name one of them, such as the first',
        run: own('setup', { '--ad-account': found.accounts[0]?.id ?? '' }),
      },
    ],
  });
}

const elsewhere = 'elsewhere';

async function askPerson(found: AccountList, context: Context): Promise<AdAccount> {
  const { terminal, prompts } = context.world;
  const labels = accountLabels(found, terminal);
  for (let left = tries; left > 0; left -= 1) {
    const answer = await prompts.choose({
      id: 'ad-account',
      message: 'Ad account',
      choices: [
        ...found.accounts.map(({ id }, index) => ({ value: id, label: labels[index] ?? id })),
        {
          value: elsewhere,
          label: 'Another one: paste its number, name or Campaign Manager address',
        },
      ],
      find: (text) => namedIn(text, found)?.id,
    });
    const id = answer === elsewhere ? await askId(found, context) : answer;
    const account = pick(id, found);
    if (await isWanted(account, context)) return account;
  }
  return askElsewhere(found, terminal);
}

/** How often an account that was not wanted after all is asked for again before the run ends. */
const tries = 3;

async function askId(found: AccountList, { world }: Context): Promise<string> {
  const typed = await world.prompts.text({
    id: 'ad-account-id',
    message: 'Number, address, URN or exact name',
    reject: (text) => idComplaint(text, found),
  });
  return namedIn(typed, found)?.id ?? readAccountId(typed);
}

/** The visible account of a number, an address, a URN, or of a name that no other one has. */
function namedIn(text: string, { accounts }: AccountList): AdAccount | undefined {
  const id = accountIdOf({ adAccountId: text });
  if (id !== undefined) return accounts.find((account) => account.id === id);
  const name = text.trim().toLowerCase();
  const named = accounts.filter((account) =>
    [account.name, account.exactName].some((one) => one.trim().toLowerCase() === name),
  );
  return named.length === 1 ? named[0] : undefined;
}

function idComplaint(text: string, found: AccountList): string | undefined {
  try {
    if (namedIn(text, found) === undefined) pick(readAccountId(text), found);
    return undefined;
  } catch (error) {
    if (error instanceof SetupError) return error.message;
    throw error;
  }
}

/** An account that will not have (new) numbers is taken only with a yes. */
async function isWanted(account: AdAccount, { world }: Context): Promise<boolean> {
  const why = flawOf(account);
  if (why === undefined) return true;
  return await world.prompts.confirm({
    id: 'held-account',
    message: `${account.name} ${why}. Use it anyway?`,
    preset: false,
    answeredBy: [
      {
        say: 'Name it to use it anyway',
        run: own('setup', { '--ad-account': account.id }),
      },
    ],
  });
}

function flawOf({ test, holds, status }: AdAccount): string | undefined {
  if (test) return 'is a test account and never has numbers';
  if (holds.length > 0) return 'is on hold, so only its past numbers can be read';
  const state = status.toLowerCase().replaceAll('_', ' ');
  return status === 'ACTIVE' ? undefined : `is not active (${state}), so it gets no new numbers`;
}
