/** Door for the host's own integration tests: `import { … } from 'pectus-linkedin/simulator'`. */

export {
  type ConsentRules,
  type DevelopmentTier,
  type Disputed,
  type Outage,
  type Role,
  type Scenario,
  type ScenarioName,
  type SimulatedAccount,
  type SimulatedApp,
  type SimulatedConversionRule,
  type SimulatedMember,
  scenarioNames,
  type TokenRules,
  type TokenStatus,
} from './scenario.ts';
export { scenarios } from './scenarios.ts';
export { type ServeOptions, type SimulatorServer, serveSimulator } from './serve.ts';
export {
  createSimulator,
  type IssuedTokens,
  type LoggedRequest,
  type Simulator,
  type SimulatorOptions,
} from './simulator.ts';
export { type Switch, type Switches, type SwitchName, switches } from './switches.ts';
