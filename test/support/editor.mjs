/** A program of somebody else's that saves a file again and again, or once when it is told to. */

import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const [way, path, text, pause] = process.argv.slice(2);
let stopped = false;
process.on('SIGTERM', () => {
  stopped = true;
});

const ways = {
  /** As most editors do: empties the file, then writes it. */
  async inPlace(content) {
    const file = openSync(path, 'w');
    if (Number(pause) > 0) await wait(Number(pause));
    writeSync(file, content);
    closeSync(file);
  },
  async atomic(content) {
    writeFileSync(`${path}.editor`, content);
    renameSync(`${path}.editor`, path);
  },
};

process.stdout.write('ready\n');
let turn = 0;
if (pause === 'once') {
  process.stdin.once('data', async () => {
    await ways[way](`${text}EDIT=1\n`);
    process.stdout.write('1\n', () => process.exit());
  });
} else {
  while (!stopped) {
    turn += 1;
    await ways[way](`${text}EDIT=${turn}\n`);
    await wait(Number(pause));
  }
  process.stdout.write(`${turn}\n`);
}
