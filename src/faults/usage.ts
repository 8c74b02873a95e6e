/** Exit 2: wrong flags or values, or a file that cannot be used. */

import { apps, docs, Exit, entry, setup, verify } from './entry.ts';

export const usageFaults = {
  'account-id-malformed': entry(Exit.usage, docs.accounts, (f: { given: string; why: string }) => ({
    message: `"${f.given}" is not an ad account id: ${f.why}.`,
    fix: [
      'Open https://www.linkedin.com/campaignmanager/accounts; the id is the number under the account name.',
      'Run: pectus-linkedin setup --ad-account <that number>',
    ],
  })),
  'redirect-uri-malformed': entry(
    Exit.usage,
    docs.consent,
    (f: { given: string; why: string }) => ({
      message: `"${f.given}" cannot be the redirect address: ${f.why}.`,
      fix: [
        'Choose an address of this machine with a port, such as http://localhost:27365/callback.',
        'Run: pectus-linkedin setup --redirect-uri http://localhost:27365/callback',
      ],
    }),
  ),
  'keys-malformed': entry(Exit.usage, docs.secrets, (f: { variable: string; why: string }) => ({
    message: `${f.variable} cannot be right: ${f.why}.`,
    fix: [
      `Open ${apps}, choose your app, then the Auth tab: both keys are under Application credentials.`,
      `Put the right value into ${f.variable}, then run: ${setup}`,
    ],
  })),
  'setting-malformed': entry(
    Exit.usage,
    docs.dotenv,
    (f: { variable: string; given: string; expected: string; example: string }) => ({
      message: `${f.variable} is "${f.given}", but it must be ${f.expected}.`,
      fix: [`Run: export ${f.variable}=${f.example}`],
    }),
  ),
  'input-needed': entry(
    Exit.usage,
    docs.dotenv,
    (f: { question: string; answeredBy: readonly string[] }) => ({
      message: `This needs an answer and nobody can be asked here: ${f.question.trim().replace(/[^?.]$/, '$&.')}`,
      fix: f.answeredBy.length > 0 ? f.answeredBy : [`Run it in a terminal: ${setup}`],
    }),
  ),
  'env-value-unwritable': entry(Exit.usage, docs.dotenv, (f: { key: string; why: string }) => ({
    message: `${f.key} was not written: ${f.why}. The file is as it was.`,
    fix: [`Copy the value again, without quotes, blanks or line breaks, then run: ${setup}`],
  })),
  'env-file-unreadable': entry(Exit.usage, docs.dotenv, (f: { path: string; why: string }) => ({
    message: `${f.path} cannot be read: ${f.why}.`,
    fix: [
      `See what is there: ls -ld ${f.path}`,
      `Make it a file that you may read, or name another: ${verify} --file <path>`,
    ],
  })),
  'env-file-unwritable': entry(Exit.usage, docs.dotenv, (f: { path: string; why: string }) => ({
    message: `${f.path} cannot be written: ${f.why}. It is as it was.`,
    fix: [
      `See what is there: ls -ld ${f.path}`,
      `Make it writable for you, or name another: ${setup} --file <path>`,
    ],
  })),

  'output-unwritable': entry(
    Exit.usage,
    undefined,
    (f: { path: string; why: string } & ({ command: string } | { fix: readonly string[] })) => ({
      message: `${f.path} cannot be written: ${f.why}.`,
      fix:
        'fix' in f
          ? f.fix
          : [
              `See what is there: ls -ld ${f.path}`,
              `Name another place: pectus-linkedin ${f.command} --output <file>`,
            ],
    }),
  ),
} as const;
