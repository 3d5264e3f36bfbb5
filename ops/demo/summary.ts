import type { Report } from './report.ts';

/** What came of it, as a table for people. */
export function summaryLines(report: Report): string[] {
  const { historyEventsPerCall: events } = report;
  const outcomes = Object.entries(report.outcomes).map(
    ([outcome, count]) =>
      `    ${outcome.padEnd(18)} ${String(count).padStart(5)}  ${'▪'.repeat(share(count, report.contacts))}`,
  );
  const row = (name: string, value: string) => `  ${name.padEnd(20)} ${value}`;
  return [
    '',
    row(
      'Contacts',
      `${report.contacts}, dialed in ${Math.round(report.seconds)} s with ${report.calls} phone calls`,
    ),
    ...outcomes,
    row(
      'Answered calls',
      `${report.answered}: ${report.transcripts} transcripts, ${report.recordings} recordings`,
    ),
    row('Dialed twice', String(report.doubleDials)),
    row('Unfinished', String(report.unfinished)),
    row(
      'At once, at most',
      `${report.maxCallsUp} calls up, ${report.maxStartsPerSecond} started in a second`,
    ),
    row('Temporal events', `${events.p50} for a call in the middle, ${events.max} at most`),
    '',
  ];
}

const share = (count: number, of: number) => Math.max(1, Math.round((count / Math.max(1, of)) * 40));
