/** Door for the host's own integration tests: `import { … } from 'pectus-linkedin/simulator'`. */

export {
  createSimulator,
  type IssuedTokens,
  type LoggedRequest,
  type Simulator,
  type SimulatorOptions,
} from './linkedin.ts';
export type {
  ConsentRules,
  Disputed,
  Role,
  Scenario,
  SimulatedAccount,
  SimulatedApp,
  SimulatedMember,
  TokenRules,
  TokenStanding,
  Trouble,
} from './scenario.ts';
export { type ScenarioName, scenarioNames } from './scenario-names.ts';
export { scenarios } from './scenarios.ts';
export { type ServeOptions, type SimulatorServer, serveSimulator } from './serve.ts';
