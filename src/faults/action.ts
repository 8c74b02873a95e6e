/** Exit 3: something must change at LinkedIn or in Campaign Manager. */

import { apps, docs, Exit, entry, listed, setup, type Told, verify } from './entry.ts';

/** Three ways to be without the product: just asked for, not approved, or an extra scope's product. */
function approvalPending(f: { refused?: string; extra?: boolean; waiting?: boolean }): Told {
  const mail =
    'the e-mail that begins "Welcome! Jumpstart your development with LinkedIn Advertising API"';
  if (f.waiting === true) {
    return {
      message: "Waiting for LinkedIn's review. Nothing is wrong: LinkedIn has to act.",
      fix: [`Wait for ${mail}.`, `Then run: ${setup}`],
    };
  }
  if (f.extra === true) {
    return {
      message: `LinkedIn does not let this app ask for ${f.refused}: the product that this scope belongs to is not added to it.`,
      fix: [
        `Open ${apps}, choose your app, then Products, and request the product.`,
        `Or ask without it, by leaving out --scope ${f.refused}: ${setup}`,
      ],
    };
  }
  return {
    message: `LinkedIn does not yet let this app ask for ${f.refused ?? 'ad data'}: the Advertising API (once called Marketing Developer Platform) is not approved.`,
    fix: [
      `Open ${apps}, choose your app, then Products. Advertising API must be under "Added products".`,
      `Not there: choose Request access. Requested already: wait for ${mail}.`,
      `Then run: ${setup}`,
    ],
  };
}

function accountNotVisible(f: { accountId: string; visible?: readonly string[] }): Told {
  const manager = 'https://www.linkedin.com/campaignmanager/accounts';
  const access =
    'somebody with the account manager role adds that person under Account settings › Manage access. Viewer is enough.';
  if (f.visible?.length === 0) {
    return {
      message: 'The person who signed in cannot see any ad account.',
      fix: [
        `Wrong person? Sign in as the one who sees it at ${manager}.`,
        `Right person? In Campaign Manager, ${access}`,
        `Then run: ${setup} --from consent`,
      ],
    };
  }
  const others = f.visible === undefined ? '' : ` Visible are ${listed(f.visible)}.`;
  return {
    message: `The person who signed in cannot see ad account ${f.accountId}.${others}`,
    fix: [
      `Wrong account id? The right one is the number under the account name in ${manager}.`,
      `Right id? In Campaign Manager, ${access}`,
      `Another account, or another person: ${setup} --from account`,
    ],
  };
}

export const actionFaults = {
  'approval-pending': entry(
    Exit.actionNeeded,
    docs.access,
    (f: { refused?: string; extra?: boolean; waiting?: boolean }) => approvalPending(f),
  ),
  'scope-missing': entry(
    Exit.actionNeeded,
    docs.access,
    (f: { missing: readonly string[]; granted: readonly string[] }) => ({
      message: `The consent covers ${f.granted.length === 0 ? 'no scope at all' : `${listed(f.granted)} only`}; ${listed(f.missing)} ${f.missing.length === 1 ? 'is' : 'are'} missing, so ad numbers cannot be read.`,
      fix: [
        `Open ${apps}, choose your app, then Products. Advertising API must be under "Added products".`,
        `Sign in again, so that LinkedIn grants the missing scope: ${setup} --from consent`,
      ],
    }),
  ),
  'client-rejected': entry(Exit.actionNeeded, docs.secrets, (f: { clientId: string }) => ({
    message: `LinkedIn does not accept this Client ID (${f.clientId.slice(0, 4)}…${f.clientId.slice(-2)}) with this Primary Client Secret.`,
    fix: [
      `Open ${apps}, choose your app, then the Auth tab, and copy both again.`,
      'If the secret was replaced or deleted there, the new one counts.',
      `Run: ${setup} --from keys`,
    ],
  })),
  'redirect-unregistered': entry(Exit.actionNeeded, docs.consent, (f: { redirectUri: string }) => ({
    message: `LinkedIn does not send people back to ${f.redirectUri}, because the app does not list it.`,
    fix: [
      `Open ${apps}, choose your app, then Auth › OAuth 2.0 settings › pencil.`,
      `Add ${f.redirectUri} exactly so, then Update: http, not https; localhost, not 127.0.0.1; the same port; no slash at the end.`,
      `Run: ${setup} --from consent`,
    ],
  })),
  'account-not-visible': entry(
    Exit.actionNeeded,
    docs.roles,
    // `visible` is left out when the list could not be had.
    (f: { accountId: string; visible?: readonly string[] }) => accountNotVisible(f),
  ),
  'account-role-missing': entry(Exit.actionNeeded, docs.roles, (f: { account: string }) => ({
    message: `The person who signed in has no role on ${f.account}, so LinkedIn answers with empty reports.`,
    fix: [
      'In Campaign Manager, somebody with the account manager role adds them under Account settings › Manage access. Viewer is enough.',
      `Then run: ${verify}`,
    ],
  })),
  'reporting-denied': entry(Exit.actionNeeded, docs.reporting, (f: { account: string }) => ({
    message: `LinkedIn refuses the numbers of ${f.account}, although the scope is granted and the account is visible: the app's Advertising API product does not cover reporting.`,
    fix: [
      `Open ${apps}, choose your app, then Products. Advertising API must be under "Added products", not only requested.`,
      `If it is there, sign in again, so that the approval counts: ${setup} --from consent`,
    ],
  })),
  'api-version-ended': entry(
    Exit.actionNeeded,
    docs.versions,
    (f: { version: string; current: string }) => ({
      message: `LinkedIn does not serve API version ${f.version} (any more); every call with it is refused.`,
      fix: [
        f.version === f.current
          ? 'Update this tool, which brings a current version: npm install pectus-linkedin@latest'
          : `Remove LINKEDIN_API_VERSION (this tool then uses ${f.current}), or set a living one: export LINKEDIN_API_VERSION=${f.current}`,
        `Then run: ${verify}`,
      ],
    }),
  ),
  'member-restricted': entry(Exit.actionNeeded, docs.errors, (_: Record<never, never>) => ({
    message:
      'LinkedIn has restricted the account of the person who signed in; their tokens are refused.',
    fix: [
      'They sign in at https://www.linkedin.com and follow what LinkedIn asks there.',
      `Or somebody else with a role on the ad account signs in: ${setup} --from consent`,
    ],
  })),
  'port-taken': entry(
    Exit.actionNeeded,
    docs.consent,
    // `serving` when the port was to be served on, not to be sent back to.
    (f: { ports: readonly number[]; holder?: string; serving?: boolean }) => {
      const held = f.holder === undefined ? 'another program listens' : `${f.holder} listens`;
      const ports = listed(f.ports.map(String)).replace(' and ', ' or ');
      return f.serving === true
        ? {
            message: `Nothing can be served on port ${ports}: ${held} there.`,
            fix: ['Let the system choose one: pectus-linkedin simulate --port 0'],
          }
        : {
            message: `LinkedIn sends you back to port ${ports} of this machine, but ${held} there.`,
            fix: [
              `End that program, then run: ${setup}`,
              'Or register an address with a free port under Auth › OAuth 2.0 settings, then run: pectus-linkedin setup --redirect-uri http://localhost:<port>/callback',
            ],
          };
    },
  ),
} as const;
