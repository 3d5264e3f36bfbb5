import { prettyFactory } from 'pino-pretty';

const WARN = 40;

export interface LogLine {
  /** Pino's number: 40 is a warning, 50 an error. */
  level: number;
  message: string;
  /** For people, on one line. */
  text: string;
}

const pretty = prettyFactory({
  colorize: false,
  singleLine: true,
  ignore: 'pid,hostname,service,time',
  messageFormat: (log, key) => String(log[key] ?? ''),
});

/**
 * One line that a process printed. What is not one of our JSON lines was not meant for people in a hurry, and counts
 * as a warning only when it came on stderr.
 */
export function readLogLine(line: string, stream: 'stdout' | 'stderr'): LogLine {
  const parsed = parse(line);
  if (!parsed) return { level: stream === 'stderr' ? WARN : 30, message: '', text: line };
  return { level: parsed.level, message: parsed.msg ?? '', text: pretty(line).trim() };
}

export function isWarning({ level }: LogLine): boolean {
  return level >= WARN;
}

function parse(line: string): { level: number; msg?: string } | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const isOurs =
      typeof value === 'object' && value !== null && 'level' in value && typeof value.level === 'number';
    return isOurs ? (value as { level: number; msg?: string }) : undefined;
  } catch {
    return undefined;
  }
}
