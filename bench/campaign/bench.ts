import { keepResult } from '../measure/keep-result.ts';
import { type ForecastResult, measureForecast } from './forecast.ts';
import type { Surroundings } from './installation.ts';
import { type CampaignOptions, type Part, readOptions } from './options.ts';
import { measureScale, type ScaleResult } from './scale.ts';
import { measureShare, type ShareResult } from './share.ts';

/** More than any pace of the sandbox uses, so that lines are what is scarce; and the other way round. */
const PLENTY = { cps: 30, lines: 200 };
/** Of the account that the foretold campaign has to itself. */
const FORETOLD = { cps: 10, lines: 30 };

interface Result {
  /** Lines are scarce. */
  lines?: ShareResult;
  /** The pace is scarce. */
  pace?: ShareResult;
  forecast?: ForecastResult;
  scale?: ScaleResult;
}

/**
 * `npm run bench -- campaign`: how campaigns share what is scarce, how the pace is kept, and what a large campaign costs
 * (docs/pacing.md). Each part has an installation of its own. Answers the lines to print, the last is one JSON object.
 */
export async function benchCampaign({
  args,
  ...around
}: Surroundings & { args: string[] }): Promise<string[]> {
  const options = readOptions(args);
  const result: Result = {};
  for (const part of options.parts) Object.assign(result, { [part]: await measure(part, around, options) });
  return [...linesOf(result), JSON.stringify(keepResult('campaign', options, result))];
}

function measure(part: Part, around: Surroundings, options: CampaignOptions) {
  const { calls, cps, lines, contacts, foretold } = options;
  if (part === 'lines') return measureShare(around, { calls, cps: PLENTY.cps, lines });
  if (part === 'pace') return measureShare(around, { calls, cps, lines: PLENTY.lines });
  if (part === 'forecast') return measureForecast(around, { ...FORETOLD, contacts: foretold });
  return measureScale(around, contacts);
}

function linesOf({ lines, pace, forecast, scale }: Result): string[] {
  return [
    ...(lines ? shareLines('Few lines', lines) : []),
    ...(pace ? shareLines('Slow pace', pace) : []),
    ...(forecast ? forecastLines(forecast) : []),
    ...(scale ? scaleLines(scale) : []),
  ];
}

function shareLines(
  title: string,
  { starts, weights, cps, lines, mostInASecond, use }: ShareResult,
): string[] {
  return [
    `${title}: ${lines} lines, ${cps} calls per second`,
    `  weights ${weights.join(':')} · starts ${starts.first}:${starts.second}, that is ${starts.ratio}:1`,
    `  most starts in any second ${mostInASecond} of ${cps} · the pace was used to ${Math.round(use * 1000) / 10} %`,
  ];
}

function forecastLines({
  contacts,
  basis,
  seconds,
  ratio,
  calls,
  reached,
  workedOutMs,
}: ForecastResult): string[] {
  return [
    `Forecast: ${contacts} contacts, drawn from ${basis.calls} calls of ${basis.kind}, worked out in ${workedOutMs} ms`,
    `  finish after ${seconds.likely} s (${seconds.earliest} to ${seconds.latest}) · it really took ${seconds.real} s, ${ratio} times as long`,
    `  calls ${calls.likely}, really ${calls.real} · people reached ${reached.likely}, really ${reached.real}`,
  ];
}

function scaleLines({ contacts, importSeconds, claimMs, workflow, workerMegabytes }: ScaleResult): string[] {
  const { turns, continuedAsNew, events, kilobytes } = workflow;
  return [
    `Size: ${contacts} contacts, imported in ${importSeconds} s`,
    `  a page of 20 was claimed in ${claimMs.first} ms at first and ${claimMs.last} ms at last, ${claimMs.ratio} times as long`,
    `  workflow: ${turns} turns, ${events} events and ${kilobytes} kB, ${continuedAsNew ? 'then it continued as new' : 'and it did NOT continue as new'}`,
    `  worker: ${workerMegabytes.before} MB before those turns, ${workerMegabytes.after} MB after`,
  ];
}
