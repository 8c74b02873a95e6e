/** Examples of each command, which work as they stand: shown by its help and in its manual page. */

export interface Example {
  readonly says: string;
  /** What follows the name of the program; no word holds a space. */
  readonly words: string;
  /** The line in which the shell takes what it prints; `%` stands for the command. */
  readonly line?: string;
}

/** By the name of the command; those of the program itself by its own. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  'pectus-linkedin': [
    { says: 'begin, and go on where you stopped', words: 'setup' },
    { says: 'rehearse it first', words: 'setup --rehearse' },
  ],
  setup: [
    { says: 'once; again after the approval; again once a year', words: 'setup' },
    { says: 'for ad numbers and conversions', words: 'setup --for reporting,conversions' },
    { says: 'practise the yearly sign-in', words: 'setup --rehearse yearly' },
  ],
  verify: [
    { says: 'does it work, and what is the one thing to do', words: 'verify' },
    { says: 'for a script: exit 6 in the last month', words: 'verify --within 30 --json' },
    { says: 'a row for each client', words: 'verify clients/acme.env clients/blue.env' },
  ],
  status: [
    { says: 'what is set, and until when', words: 'status' },
    { says: 'exit 6 in the last month before a sign-in', words: 'status --within 30' },
    { says: 'a row for each client', words: 'status clients/acme.env clients/blue.env' },
  ],
  accounts: [
    { says: 'what the sign-in sees', words: 'accounts' },
    { says: 'for a script', words: 'accounts --json' },
  ],
  report: [
    { says: 'the last 30 days as a table', words: 'report' },
    { says: 'a file of one line per day', words: 'report --from 90d --output ads.csv' },
    {
      says: 'months of the account',
      words: 'report --by account --granularity monthly --from 12m',
    },
  ],
  run: [
    { says: 'a script that finds the token in its environment', words: 'run -- node sync.js' },
    { says: "another client's", words: 'run --file clients/acme.env -- node sync.js' },
  ],
  token: [
    { says: 'into a file', words: 'token', line: '% > token.txt' },
    { says: 'with its end', words: 'token --json' },
  ],
  export: [
    { says: 'for docker run --env-file', words: 'export --format docker --output docker.env' },
    { says: 'for gh secret set', words: 'export --format github --output github.env --force' },
    { says: 'to another program', words: 'export --format json', line: '% | cat' },
  ],
  refresh: [
    { says: 'a new access token, saved', words: 'refresh' },
    { says: "another client's", words: 'refresh --file clients/acme.env' },
  ],
  remind: [
    { says: 'a calendar file beside the .env', words: 'remind' },
    { says: 'where you like', words: 'remind --output sign-in.ics --force' },
  ],
  revoke: [
    { says: 'after a question', words: 'revoke' },
    { says: 'without one', words: 'revoke --yes' },
  ],
  completion: [
    { says: 'bash: a line of ~/.bashrc', words: 'completion bash', line: 'source <(%)' },
    {
      says: 'zsh: a line of ~/.zshrc, after compinit',
      words: 'completion zsh',
      line: 'source <(%)',
    },
    {
      says: 'fish: once',
      words: 'completion fish',
      line: '% > ~/.config/fish/completions/pectus-linkedin.fish',
    },
    {
      says: 'PowerShell: a line of $PROFILE',
      words: 'completion powershell',
      line: '% | Out-String | Invoke-Expression',
    },
  ],
  simulate: [
    { says: 'until Ctrl-C', words: 'simulate' },
    { says: 'where calls are throttled', words: 'simulate --scenario throttled-minute' },
    {
      says: 'for your own app',
      words: 'simulate --redirect-uri http://localhost:3000/oauth --env-out simulated.env',
    },
  ],
};

export function exampleLine({ words, line = '%' }: Example): string {
  return line.replace('%', `pectus-linkedin ${words}`);
}
