import type { Evidence } from './evidence.ts';
import { answeredUnheard, type Finding } from './invariants.ts';
import type { ChaosOptions } from './options.ts';
import { resumeTimes } from './resume-times.ts';
import type { Misdeeds } from './sandbox-control.ts';

/** What came of a run: the last line on stdout. */
export interface Summary {
  seed: number;
  /** Processes killed or frozen. */
  kills: number;
  contacts: number;
  /** Calls that the sandbox made. */
  calls: number;
  invariants: Record<string, number>;
  /** From the start until every workflow had ended. */
  seconds: number;
  /** Calls whose outcome stayed unknown, and answered calls in which nobody spoke. */
  unknown: number;
  answered: number;
  answeredUnheard: number;
  /** Contacts who wait for hours that did not come. */
  waitingForHours: number;
  /** Of each time that all workers were killed while they were dialing. */
  resumeSeconds: number[];
  /** What the sandbox did wrong on purpose, by kind. */
  misdeeds: Misdeeds;
  /** With ids of where; never a number. */
  findings: Finding[];
}

interface Told {
  run: ChaosOptions;
  struck: number;
  seconds: number;
  evidence: Evidence;
  findings: Finding[];
  misdeeds: Misdeeds;
  waitingForHours: number;
}

export function summaryOf({
  run,
  struck,
  seconds,
  evidence,
  findings,
  misdeeds,
  waitingForHours,
}: Told): Summary {
  const { records, seen, rebirths, report, lines } = evidence;
  return {
    seed: run.seed,
    kills: struck,
    contacts: records.enrolments.length,
    calls: seen.length,
    invariants: Object.fromEntries(findings.map(({ name, count }) => [name, count])),
    seconds,
    unknown: records.calls.filter(({ outcome }) => outcome === 'unknown').length,
    answered: seen.filter(({ answeredAt }) => answeredAt !== undefined).length,
    answeredUnheard: answeredUnheard(evidence),
    waitingForHours,
    resumeSeconds: resumeTimes(rebirths, seen, report.refusals, lines),
    misdeeds,
    findings,
  };
}

/** The verdict for people: a line for each invariant, and where it was broken. */
export function verdictLines({ findings, ...summary }: Summary): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const rows = findings.flatMap(({ name, means, count, examples }) => [
    `  ${count === 0 ? 'ok ' : 'NOT'} ${name.padEnd(width)} ${String(count).padStart(5)}  ${means}`,
    ...examples.map((example) => `        ${example}`),
  ]);
  const { seed, kills, contacts, calls, answered, unknown, waitingForHours, resumeSeconds } = summary;
  const resumed = resumeSeconds.length ? `dialing again after ${resumeSeconds.join(', ')} s; ` : '';
  return [
    '',
    `  Seed ${seed}: ${kills} kills and freezes, ${contacts} contacts, ${calls} calls (${answered} answered) in ${summary.seconds} s`,
    `  ${resumed}${unknown} outcomes unknown; ${summary.answeredUnheard} answered and nobody spoke; ${waitingForHours} wait for their hours`,
    `  Done wrong by the sandbox: ${misdeedsInWords(summary.misdeeds)}`,
    '',
    ...rows,
    '',
  ];
}

function misdeedsInWords({ twilio, elevenLabs }: Misdeeds): string {
  const all = Object.entries({ ...twilio, ...elevenLabs });
  return all.map(([name, count]) => `${name} ${count}`).join(', ') || 'nothing';
}

/** The JSON line: without the examples, which were printed. */
export function lastLine({ findings: _, ...summary }: Summary): string {
  return JSON.stringify(summary);
}
