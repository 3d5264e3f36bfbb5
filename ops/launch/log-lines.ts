import { prettyFactory } from 'pino-pretty';

const WARN = 40;

export interface LogLine {
  /** Pino's number: 40 is a warning, 50 an error. */
  level: number;
  message: string;
  /** For people, on one line. */
  text: string;
}

/** Long lines are in the log file in full. */
const LONGEST = 200;

const pretty = prettyFactory({
  colorize: false,
  singleLine: true,
  ignore:
    'pid,hostname,service,time,err,error,sdkComponent,taskToken,isLocal,namespace,runId,attempt,activityId,workflowRunId',
  messageFormat: (log, key) => `${String(log[key] ?? '')}${faultOf(log)}`,
});

/**
 * One line that a process printed. What is not one of our JSON lines was not meant for people in a hurry, and counts
 * as a warning only when it came on stderr.
 */
export function readLogLine(line: string, stream: 'stdout' | 'stderr'): LogLine {
  const parsed = parse(line);
  if (!parsed) return { level: stream === 'stderr' ? WARN : 30, message: '', text: line };
  const text = pretty(line).trim();
  return { level: parsed.level, message: parsed.msg ?? '', text: text.slice(0, LONGEST) };
}

export function isWarning({ level }: LogLine): boolean {
  return level >= WARN;
}

/** An error is told by its kind and message: its trace would take the screen. */
function faultOf({ err, error = err }: { err?: Fault; error?: Fault }): string {
  if (typeof error === 'string') return `: ${error}`;
  const words = [error?.type, error?.message].filter((word) => typeof word === 'string');
  return words.length ? `: ${words.join(', ').split('\n')[0]}` : '';
}

type Fault = string | { type?: unknown; message?: unknown };
interface Parsed {
  level: number;
  msg?: string;
  err?: Fault;
  error?: Fault;
}

function parse(line: string): Parsed | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    const isOurs =
      typeof value === 'object' && value !== null && 'level' in value && typeof value.level === 'number';
    return isOurs ? (value as Parsed) : undefined;
  } catch {
    return undefined;
  }
}
