import type { Counters } from './counters.ts';
import type { LoopDelayView } from './loop-delay.ts';
import type { Measure } from './measure.ts';
import { MEASURES } from './measures.ts';

/** What `/metrics` is written from. */
export interface MetricsSource {
  streamsUp: number;
  waiting: number;
  listeners: number;
  draining: boolean;
  room: number;
  streamsBegun: number;
  ended: Readonly<Record<string, number>>;
  refusals: Readonly<Record<string, number>>;
  counters: Counters;
  firstAudio: Measure;
  loopDelay: LoopDelayView;
  turns: { written: number; dropped: number; waiting: number; failedWrites: number };
  reports: { sent: number; unwanted: number; lost: number; waiting: number };
}

const PREFIX = 'outdial_bridge_';

const MEASURE_HELP: Record<(typeof MEASURES)[number], string> = {
  addedUp: "The person's audio in our own code; one frame of ten.",
  addedDown: "The agent's audio in our own code.",
  jitter: 'Distance of the pause between two frames of the person from their length; one pair of ten.',
  reply: "From the person's last loud sound to the agent's answer.",
  bargeIn: 'From an interruption to the clear for Twilio.',
  markTrip: "From the moment audio must have been played to its mark's echo.",
};

/**
 * The text of Prometheus, version 0.0.4. Written here, since a client library would want to do the counting on the way of
 * the audio itself (0.33 µs for each of its histograms), and has no way to be given histograms that are there already.
 */
export function metricsText(source: MetricsSource): string {
  const { measures, ...counts } = source.counters;
  return [
    gauge('streams', 'Streams that are up.', source.streamsUp),
    gauge('waiting_connections', 'Connections that are no stream yet.', source.waiting),
    gauge('listeners', 'Sockets of those who listen in.', source.listeners),
    gauge('room', 'Streams that may begin now.', source.room),
    gauge('draining', '1 while the bridge is shutting down.', source.draining ? 1 : 0),
    counter('streams_begun_total', 'Streams that began.', [['', source.streamsBegun]]),
    counter('streams_ended_total', 'Streams that ended, by reason.', labelled('reason', source.ended)),
    counter('refusals_total', 'Upgrades and connections refused.', labelled('reason', source.refusals)),
    counter('events_total', 'What streams counted (media-bridge/counters.ts).', labelled('event', counts)),
    counter('turns_total', 'Live turns.', labelled('result', pick(source.turns, ['written', 'dropped']))),
    counter(
      'reports_total',
      'Reports to workflows.',
      labelled('result', pick(source.reports, ['sent', 'unwanted', 'lost'])),
    ),
    gauge('turns_waiting', 'Live turns that wait for the database.', source.turns.waiting),
    gauge('reports_waiting', 'Reports that wait for Temporal.', source.reports.waiting),
    ...MEASURES.map((name) => histogram(`${snake(name)}_seconds`, MEASURE_HELP[name], measures[name])),
    histogram('first_audio_seconds', "From a stream's start to the agent's first sound.", source.firstAudio),
    gauge('event_loop_delay_p90_seconds', 'Of the last second.', source.loopDelay.p90Ms / 1000),
    gauge('event_loop_delay_p99_seconds', 'Of the last second.', source.loopDelay.p99Ms / 1000),
    gauge('event_loop_delay_max_seconds', 'Of the last second.', source.loopDelay.maxMs / 1000),
    gauge('resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
    counter('cpu_seconds_total', 'CPU time of the process.', [['', cpuSeconds()]]),
    '',
  ].join('\n');
}

type Sample = [labels: string, value: number];

function head(name: string, help: string, type: string): string {
  return `# HELP ${PREFIX}${name} ${help}\n# TYPE ${PREFIX}${name} ${type}`;
}

function gauge(name: string, help: string, value: number): string {
  return `${head(name, help, 'gauge')}\n${PREFIX}${name} ${value}`;
}

function counter(name: string, help: string, samples: Sample[]): string {
  const lines = samples.map(([labels, value]) => `${PREFIX}${name}${labels} ${value}`);
  return [head(name, help, 'counter'), ...lines].join('\n');
}

function histogram(name: string, help: string, measure: Measure): string {
  let below = 0;
  const buckets = measure.bounds.map((bound, index) => {
    below += measure.counts[index] ?? 0;
    return `${PREFIX}${name}_bucket{le="${bound / 1000}"} ${below}`;
  });
  return [
    head(name, help, 'histogram'),
    ...buckets,
    `${PREFIX}${name}_bucket{le="+Inf"} ${measure.count}`,
    `${PREFIX}${name}_sum ${measure.sumMs / 1000}`,
    `${PREFIX}${name}_count ${measure.count}`,
  ].join('\n');
}

function labelled(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([value, count]) => [`{${label}="${value}"}`, count]);
}

function pick<Key extends string>(from: Readonly<Record<Key, number>>, keys: Key[]): Record<string, number> {
  return Object.fromEntries(keys.map((key) => [key, from[key]]));
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
