// Notes the words and the variables that arrive.
const { appendFileSync } = require('node:fs');

const shown = /^(?:HTTPS_PROXY|NODE_EXTRA_CA_CERTS|LINKEDIN_|PECTUS_LINKEDIN_)/;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => shown.test(name)));
appendFileSync(
  process.env.SHOWN_WORDS,
  `${JSON.stringify({ args: process.argv.slice(2), env })}\n`,
);
