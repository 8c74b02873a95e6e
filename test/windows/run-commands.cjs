// Gives each text of a JSON list to cmd as if it had been pasted, in this folder, with this environment.
const { spawnSync } = require('node:child_process');
const { appendFileSync, readFileSync } = require('node:fs');

const [, , list, results] = process.argv;
for (const text of JSON.parse(readFileSync(list, 'utf8'))) {
  const { status } = spawnSync('cmd.exe', ['/d', '/s', '/c', `"${text}"`], {
    stdio: 'ignore',
    windowsVerbatimArguments: true,
  });
  appendFileSync(results, `${JSON.stringify({ status })}\n`);
}
