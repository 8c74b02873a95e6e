/** Door for the host's own integration tests: `import { … } from 'pectus-linkedin/simulator'`. */

export type {
  ConsentRules,
  Disputed,
  Outage,
  Role,
  Scenario,
  SimulatedAccount,
  SimulatedApp,
  SimulatedMember,
  TokenRules,
  TokenStatus,
} from './scenario.ts';
export { type ScenarioName, scenarioNames } from './scenario-names.ts';
export { scenarios } from './scenarios.ts';
export { type ServeOptions, type SimulatorServer, serveSimulator } from './serve.ts';
export {
  createSimulator,
  type IssuedTokens,
  type LoggedRequest,
  type Simulator,
  type SimulatorOptions,
} from './simulator.ts';
