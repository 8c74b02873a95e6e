/** Door for the host's own integration tests: `import { … } from 'pectus-linkedin/simulator'`. */

export {
  createSimulator,
  type IssuedTokens,
  type LoggedRequest,
  type Simulator,
  type SimulatorOptions,
} from './linkedin.ts';
export type { Scenario } from './scenario.ts';
export { type ScenarioName, scenarios } from './scenarios.ts';
export { type SimulatorServer, serveSimulator } from './serve.ts';
