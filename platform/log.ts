import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Fields that never reach a log, wherever they hang: private data and secrets. */
const PRIVATE = [
  'phone',
  'phones',
  'to',
  'from',
  'To',
  'From',
  'name',
  'text',
  'transcript',
  'password',
  'token',
  'apiKey',
  'authorization',
  'cookie',
];

/** Logs are JSON lines, on stdout unless told otherwise; `service` tells the processes apart. */
export function createLog(
  service: string,
  level = process.env.LOG_LEVEL ?? 'info',
  destination: DestinationStream = pino.destination(1),
): Logger {
  const paths = PRIVATE.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[private]' },
    },
    destination,
  );
}
