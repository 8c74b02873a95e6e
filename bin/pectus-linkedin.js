#!/usr/bin/env node
// CommonJS, which starts fastest.
const { join } = require('node:path');

const folder = join(__dirname, '..', 'dist', 'program');
try {
  require(join(folder, 'entry.cjs')).enter(folder);
} catch (error) {
  // Nothing of the program is there to tell it: not built, or no room to open its files.
  const isMissing = ['MODULE_NOT_FOUND', 'ENOENT'].includes(error.code);
  const why = isMissing ? 'it is not built; in its folder, run: npm ci' : error.message;
  process.stderr.write(`\n  pectus-linkedin cannot be loaded: ${why}\n`);
  process.exitCode = isMissing ? 2 : 5;
}
