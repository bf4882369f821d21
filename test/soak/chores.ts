/** The kinds of work of the soak. Each takes away what it made, and throws where an answer is not what it should be. */
import type { Site } from './site.ts';
import * as faults from './chores-faults.ts';
import * as functions from './chores-functions.ts';
import * as services from './chores-services.ts';

export interface Chore {
  readonly name: string;
  run(site: Site): Promise<void>;
}

export const CHORES: readonly Chore[] = [
  { name: 'a Node.js function from beginning to end', run: (site) => functions.wholeLife(site, 'nodejs') },
  { name: 'a Python function from beginning to end', run: (site) => functions.wholeLife(site, 'python') },
  { name: 'a function with a runtime of its own', run: (site) => functions.wholeLife(site, 'custom') },
  { name: 'many calls at once', run: functions.burst },
  { name: 'large events, answers and logs', run: functions.large },
  { name: 'errors of a Node.js function', run: (site) => faults.errors(site, 'nodejs') },
  { name: 'errors of a Python function', run: (site) => faults.errors(site, 'python') },
  { name: 'errors of a runtime of its own', run: (site) => faults.errors(site, 'custom') },
  { name: 'timeouts', run: faults.timeouts },
  { name: 'functions that cannot be loaded', run: faults.broken },
  { name: 'functions that leave things behind', run: faults.leftovers },
  { name: 'deletion while it runs', run: faults.deletedWhileRunning },
  { name: 'callers that hang up', run: faults.cutCallers },
  { name: 'hostile connections', run: faults.hostile },
  { name: 'users, roles and denials', run: services.identity },
  { name: 'log groups', run: services.logGroups },
  { name: 'metrics and alarms', run: services.metrics },
];
