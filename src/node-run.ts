/** Runs the command line in this process. */

import { main } from './cli.ts';
import { commandLine, interruption, leave, openMachine } from './node-machine.ts';
import { forgiveClosedPipes, openTerminal, plainOutput } from './node-terminal.ts';

export async function run(): Promise<void> {
  forgiveClosedPipes();
  const signal = interruption();
  const open = ({ neverAsk }: { readonly neverAsk: boolean }) => {
    const machine = openMachine(signal);
    return { ...machine, ...openTerminal(machine.env, { neverAsk }, signal) };
  };
  leave(await main(commandLine(), open, plainOutput()));
}
