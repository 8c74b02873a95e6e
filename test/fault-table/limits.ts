/** The limits that the documents promise, in seconds where nothing else is said. */

/** One exchange with LinkedIn, whatever the network does meanwhile. */
export const exchangeLimit = 60;
/** A request that is safe to repeat is sent at most so often. */
export const tries = 3;
/** A kept connection that turns out to be gone costs no try. */
export const requestLimit = 2 * tries;
/** From Ctrl-C to the end of the process. */
export const interruptLimit = 5;
/** Reading an `.env` that is a pipe or a socket, and finding something odd in the lock's place. */
export const oddFileLimit = 30;
/** What stays of a busy machine: start-up, retry pauses. */
export const slack = 20;
/** A report that LinkedIn throttles goes on for so long. */
export const reportPatience = 7 * 60;
/** A call with its tries: none begins later than an exchange's limit after the first. */
export const callLimit = 2 * exchangeLimit;
/** A call of a report, with its tries. */
export const reportLimit = 11 * 60;
/** A command: its calls go out in two waves at most, and each may use up its limit. */
export const commandLimit = 2 * callLimit + slack;
/** A process that waits for the lock gives up then. */
export const lockLimit = 5 * 60;
/** Megabytes of memory of one process: a report of any length takes less. */
export const memoryLimit = 600;
/** The system refuses more, so that no fault takes the machine with it. */
export const hardMemoryLimit = 1500;
/** Connections of one command; a loop that reconnects makes thousands. */
export const connectionLimit = 60;
