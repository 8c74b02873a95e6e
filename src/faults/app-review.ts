/** `approval-pending`: LinkedIn's review of the app, in every state that a person can see on the Products tab. */

import { listed } from '../words.ts';
import { addProduct, apps, type FaultText, fromConsent } from './entry.ts';
import { type Fix, open, own } from './fix.ts';

export type ReviewState =
  /** Asked for; LinkedIn has not answered. */
  | 'waiting'
  | 'denied'
  /** There is nothing to ask for it with. */
  | 'no-button'
  /** LinkedIn's e-mail says so; its sign-in refuses the scopes all the same. */
  | 'approved';

export type ApprovalFacts = RefusedProduct | ExtraFacts;

interface RefusedProduct {
  /** Of the app, where they are not the Advertising API. */
  readonly products?: readonly string[];
  /** The scope that LinkedIn names. */
  readonly refused?: string | undefined;
  /** What the operator sees; left out where nobody was asked. */
  readonly review?: ReviewState;
}

export interface ExtraFacts {
  /** Scopes beyond the minimum that LinkedIn refused or may have; the product that brings each, where it is known. */
  readonly extras: readonly { readonly scope: string; readonly product: string | undefined }[];
  /** False where LinkedIn does not say which. */
  readonly isCertain: boolean;
  /** Where they are remembered, if nobody asked for them in this run. */
  readonly remembered?: { readonly variable: string; readonly path: string };
  /** The scopes to ask for instead, where that has to be said. */
  readonly instead?: readonly string[];
}

/** Ways to be without the product: just asked for, denied and the like; or without an extra scope's product. */
export function approvalPending(facts: ApprovalFacts): FaultText {
  if ('extras' in facts) return extrasRefused(facts);
  const { products = ['Advertising API'], refused, review } = facts;
  if (review !== undefined) return reviewTexts[review](products);
  const former = isAdvertising(products) ? ' (once called Marketing Developer Platform)' : '';
  return [
    `LinkedIn does not yet let this app ask for ${refused ?? 'ad data'}: the ${listed(products)}${former} is not approved.`,
    addProduct(products),
    {
      say: `Not there: choose Request access. Requested already: answer LinkedIn's e-mails, and wait for ${approvalMail(products)}.`,
    },
    {
      say: "No Request access: the Page is not verified yet, or the app has the Community Management API, which must be an app's only product. That takes a second app.",
    },
    {
      say: 'Access denied: the reason is there and in an e-mail. Correct it, then appeal',
      run: appeal,
    },
    {
      say: 'Approved by e-mail: it can take hours until a sign-in works. Then continue',
      run: own('setup'),
    },
  ];
}

const isAdvertising = (products: readonly string[]) => products.includes('Advertising API');

function approvalMail(products: readonly string[]): string {
  return isAdvertising(products)
    ? 'the e-mail that begins "Welcome! Jumpstart your development with LinkedIn Advertising API"'
    : "LinkedIn's e-mail";
}

/** Where LinkedIn takes questions about its developer products. */
export const appeal = open('https://www.linkedin.com/help/linkedin/ask/dsapi');

export const newApp = own('setup', { '--from': 'app' });

/**
 * LinkedIn's reasons for a denial, and what cures each.
 * Source: linkedin.com/help/linkedin/answer/139737, "API access request status".
 */
const cures: readonly string[] = [
  'Business or organization verification: legal name, website and Page must be of one organization.',
  'E-mail verification: give an address of your own domain, and answer the e-mail that LinkedIn sends there.',
  "Website, Page or privacy policy: each must be your own organization's and open without a login.",
  'Use case, incomplete form or data restrictions: describe all that you do with the data; setup has a text for it.',
  'App name: without "Linked", "In" or a brand of Microsoft. Screencast: show the whole way through your product.',
];

const reviewTexts: Readonly<Record<ReviewState, (products: readonly string[]) => FaultText>> = {
  waiting: (products) => [
    "Waiting for LinkedIn's review. Nothing is wrong: LinkedIn has to act.",
    { say: 'Answer its e-mails: a question without an answer ends the review.' },
    { say: `Wait for ${approvalMail(products)}. It takes from a day to three weeks.` },
    { say: 'Then continue', run: own('setup') },
  ],
  denied: (products) => [
    `LinkedIn has denied this app the ${listed(products)}.`,
    {
      say: "LinkedIn's e-mail names the reason, and so does your app's Products tab",
      run: apps,
    },
    ...cures.map((say): Fix => ({ say })),
    { say: 'Correct what LinkedIn names, then appeal', run: appeal },
    { say: 'Or begin again with a new app', run: newApp },
  ],
  'no-button': (products) => [
    `LinkedIn does not offer the ${listed(products)} to this app: its Page is not verified yet, or it has the Community Management API, which must be an app's only product.`,
    {
      say: 'Choose your app, then Settings. Does it say "not verified"? Choose Verify › Generate URL, and have a super admin of the Page open that address',
      run: apps,
    },
    { say: 'Verified since? Continue', run: own('setup', { '--from': 'product' }) },
    {
      say: 'Is Community Management API under "Added products"? Create a second app',
      run: newApp,
    },
  ],
  approved: (products) => [
    `LinkedIn has approved the ${listed(products)}, and may still refuse a sign-in: it can take hours until the approval works.`,
    addProduct(products),
    {
      say: 'After some hours, sign in again; an earlier sign-in does not gain scopes',
      run: fromConsent,
    },
  ],
};

/** The app has what ad numbers need, and not what a scope beyond that needs. */
function extrasRefused({ extras, isCertain, remembered, instead }: ExtraFacts): FaultText {
  const [is, them] = extras.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const scopes = listed(extras.map(({ scope }) => scope));
  const products = [...new Set(extras.flatMap(({ product }) => product ?? []))];
  const why =
    products.length === 0
      ? `LinkedIn has retired ${them}, or the product that brings ${them} is not added to the app`
      : `the product that brings ${them}, ${listed(products)}, is not added to the app`;
  const refusal = isCertain
    ? `LinkedIn does not let this app ask for ${scopes}: ${why}.`
    : `LinkedIn refuses one of the requested scopes and does not say which. You can do without ${scopes}.`;
  const place =
    remembered === undefined ? '' : ` ${remembered.variable} in ${remembered.path} names ${them}.`;
  const wanted =
    products.length === 0 ? 'see whether one is missing' : `request ${listed(products)}`;
  const env = remembered && instead && { [remembered.variable]: instead.join(',') };
  const without = own('setup', { '--from': 'consent', '--scope': undefined }, env);
  return [
    refusal + place,
    { say: `If ${scopes} ${is} needed, choose your app, then Products, and ${wanted}`, run: apps },
    { say: `Or continue without ${them}`, run: without },
  ];
}
