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

/** A number in E.164, as errors of the database and of Twilio repeat it. */
const NUMBER = /\+[1-9]\d{7,14}/g;

/** An error with its message and stack, but without the numbers in them. */
function withoutNumbers(error: Error): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message: message.replace(NUMBER, '[number]'), stack: stack.replace(NUMBER, '[number]') };
}

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
      // Temporal's SDK names its errors `error`.
      serializers: { err: withoutNumbers, error: withoutNumbers },
      redact: { paths, censor: '[private]' },
    },
    destination,
  );
}
