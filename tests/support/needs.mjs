/** What the tests of each folder need besides themselves; a folder that is not here needs everything. */
const NEEDS = {
  contracts: [],
  platform: [],
  rules: [],
  histories: ['bundle'],
  workflows: ['timeSkipping', 'bundle'],
  activities: ['temporal', 'mongo', 'bundle'],
  api: ['temporal', 'mongo', 'bundle'],
  bridge: ['temporal', 'mongo', 'bundle'],
  worker: ['temporal', 'mongo', 'timeSkipping', 'bundle'],
  sandbox: ['temporal', 'mongo'],
  ops: ['temporal', 'mongo'],
  flows: ['temporal', 'mongo', 'bundle'],
  web: [],
  browser: ['temporal', 'mongo', 'chromium'],
};
const EVERYTHING = ['temporal', 'mongo', 'timeSkipping', 'bundle', 'chromium'];

/** What a run of jest needs, by the path patterns it was given; without patterns, everything. */
export function needsOf(patterns) {
  if (patterns.length === 0) return EVERYTHING;
  const needs = patterns.flatMap((pattern) => {
    const [, folder] = /tests\/([a-z]+)/.exec(pattern.replaceAll('\\', '')) ?? [];
    return NEEDS[folder] ?? EVERYTHING;
  });
  return [...new Set(needs)];
}
