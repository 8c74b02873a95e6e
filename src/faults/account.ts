/** Exit 3: an ad account or a Page that LinkedIn does not open to the person or to the app. */

import { listed } from '../words.ts';
import {
  apps,
  because,
  docs,
  Exit,
  entriesWith,
  type FaultText,
  fromConsent,
  giveAccess,
  manager,
  thenRunAgain,
} from './entry.ts';
import { own } from './fix.ts';

const entry = entriesWith(Exit.actionNeeded);

/** `visible` is left out when the list could not be had. */
function accountNotVisible(f: { accountId: string; visible?: readonly string[] }): FaultText {
  if (f.visible?.length === 0) {
    return [
      'The person who signed in cannot see any ad account.',
      { say: 'Wrong person? Sign in as someone who can see it', run: fromConsent },
      { say: `Right person? In Campaign Manager, ${giveAccess}`, run: manager },
    ];
  }
  const others = f.visible === undefined ? '' : ` They can see ${listed(f.visible)}.`;
  return [
    `The person who signed in cannot see ad account ${f.accountId}.${others}`,
    { say: 'Wrong person? Sign in as someone who can see it', run: fromConsent },
    { say: `Right person? In Campaign Manager, ${giveAccess}.` },
    {
      say: 'Wrong ad account? Choose another one',
      run: own('setup', { '--from': 'account', '--ad-account': undefined }),
    },
  ];
}

/** LinkedIn lets the person see the account, and not the app. `accounts` is empty where none is known by number. */
function accountNotMapped(f: { accounts: readonly string[] }): FaultText {
  const isOne = f.accounts.length === 1;
  const which =
    f.accounts.length === 0
      ? 'any ad account'
      : `ad account${isOne ? '' : 's'} ${listed(f.accounts.slice(0, 5), 'or')}`;
  const number =
    f.accounts.length === 0
      ? "its number, which is under the account's name in Campaign Manager"
      : listed(f.accounts.slice(0, 5));
  return [
    `LinkedIn does not let this app read ${which}: an app in the Development tier may have to list its ad accounts first.`,
    {
      say: `Choose your app, then Products › Advertising API › View Ad Accounts › Add Ad Account. Enter ${number}, then Save`,
      run: apps,
    },
    ...(f.accounts.length === 0
      ? []
      : [
          {
            say: 'Was the account deleted? Choose another one',
            run: own('setup', { '--from': 'account', '--ad-account': undefined }),
          },
        ]),
    thenRunAgain,
  ];
}

/** Where the account is seen and the scope is there. */
function numbersRefused(f: { account: string; said?: string }): FaultText {
  const product = {
    say: 'Choose your app, then Products. Advertising API must be under "Added products", not only requested',
    run: apps,
  };
  if (f.said !== undefined) {
    return [
      `LinkedIn refuses the numbers of ${f.account}${because(f.said)}.`,
      product,
      { say: `In Campaign Manager, ${giveAccess}.` },
      thenRunAgain,
    ];
  }
  return [
    `LinkedIn refuses the numbers of ${f.account}, although the scope is granted and the account is visible: the app's Advertising API product does not cover reporting.`,
    product,
    { say: 'If it is there, sign in again, so that the approval takes effect', run: fromConsent },
  ];
}

export const accountFaults = {
  'account-not-mapped': entry(docs.tiers, accountNotMapped),
  'account-not-visible': entry(docs.roles, accountNotVisible),
  // `role` is the one that the person has, `needed` the least one that will do; both in plain words.
  'account-role-missing': entry(
    docs.roles,
    (f: { account: string; role?: string; needed?: string }) => [
      f.role === undefined
        ? `The person who signed in has no role on ${f.account}, so LinkedIn answers with empty reports.`
        : `The person who signed in is ${f.role} of ${f.account}, which is not enough: it takes a ${f.needed}.`,
      {
        say: `In Campaign Manager, have an account manager ${f.role === undefined ? 'add them' : 'change their role'}, at least ${f.role === undefined ? 'as' : 'to'} a ${f.needed ?? 'viewer'}, under Account settings › Manage access.`,
      },
      thenRunAgain,
    ],
  ),
  'page-role-missing': entry(docs.pages, (_: Record<never, never>) => [
    'The person who signed in is administrator of no LinkedIn Page, so there is nothing to read.',
    {
      say: 'Have a super admin of the Page add them under Page › Admin tools › Manage admins, then sign in again',
      run: fromConsent,
    },
  ]),
  'reporting-denied': entry(docs.reporting, numbersRefused),
} as const;
