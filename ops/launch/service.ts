import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Child, type Exit, startChild, stopChild } from '../process/child.ts';
import { isWarning, type LogLine, readLogLine } from './log-lines.ts';
import { isWorthAnotherTry, pauseBeforeRestart } from './restart-plan.ts';

export interface ServiceOptions {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
  cwd: string;
  logFile: string;
  /** How long it may take to end when asked, in ms. */
  graceMs: number;
  /** Shown to people: state lines and what it warned of (with `verbose`, all it logged). */
  show: (text: string, kind: 'state' | 'log') => void;
  verbose: boolean;
  /** Each line it logged. */
  onLog?: (line: LogLine) => void;
  onGaveUp: (reason: string) => void;
}

/**
 * One of our processes, kept running. It is `running` from its start; when it ends without having been asked to it is
 * started again after a pause that grows (`restart-plan.ts`), until it has crashed too often and is `given up`. After
 * `stop` it is `stopped` and stays so.
 */
export class Service {
  readonly name: string;
  restarts = 0;
  /** When its process was started, epoch ms. */
  startedAt = 0;
  private readonly options: ServiceOptions;
  private readonly log: WriteStream;
  private child: Child | undefined;
  private crashes: number[] = [];
  private stopping = false;
  /** Its next end is our doing. */
  private killed = false;
  private restartTimer: NodeJS.Timeout | undefined;
  /** The last complaints, to be shown when it is given up. */
  private lastWarnings: string[] = [];

  constructor(options: ServiceOptions) {
    this.options = options;
    this.name = options.name;
    this.log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
    this.start();
  }

  get pid(): number | undefined {
    return this.child && !this.child.hasExited() ? this.child.pid : undefined;
  }

  /** Ends it as a crash would. It is started again, and this one counts for nothing against it. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.pid === undefined) return;
    this.killed = true;
    this.child?.process.kill(signal);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restartTimer);
    if (this.child) await stopChild(this.child, 'SIGTERM', this.options.graceMs);
    await new Promise<void>((resolve) => this.log.end(resolve));
  }

  private start(): void {
    const { name, command, args, env, cwd } = this.options;
    const child = startChild({ name, command, args, env, cwd, deathSignal: 'TERM' });
    this.child = child;
    this.startedAt = Date.now();
    for (const stream of ['stdout', 'stderr'] as const) {
      const input = child.process[stream];
      if (input) createInterface({ input }).on('line', (line) => this.onLine(line, stream));
    }
    void child.exited.then((exit) => this.onExit(exit));
  }

  private onLine(line: string, stream: 'stdout' | 'stderr'): void {
    if (this.log.writable) this.log.write(`${line}\n`);
    const read = readLogLine(line, stream);
    this.options.onLog?.(read);
    if (isWarning(read)) this.lastWarnings = [...this.lastWarnings.slice(-9), read.text];
    if (this.options.verbose || (isWarning(read) && !this.stopping)) this.options.show(read.text, 'log');
  }

  private onExit(exit: Exit): void {
    if (this.stopping) return;
    const now = Date.now();
    const how = exit.signal ? `was ended by ${exit.signal}` : `ended with ${exit.code}`;
    if (this.killed) {
      this.killed = false;
      this.startAgain(how, pauseBeforeRestart([now], now));
      return;
    }
    this.crashes.push(now);
    if (isWorthAnotherTry(this.crashes, now)) this.startAgain(how, pauseBeforeRestart(this.crashes, now));
    else this.options.onGaveUp(this.lastWords(how));
  }

  private startAgain(how: string, pause: number): void {
    this.options.show(`${how}; starting it again in ${pause / 1000} s`, 'state');
    this.restartTimer = setTimeout(() => {
      this.restarts += 1;
      this.start();
    }, pause);
  }

  private lastWords(how: string): string {
    const words = this.lastWarnings.map((line) => `\n  ${line}`).join('');
    return `${this.name} ${how} again and again. Its log is ${this.options.logFile}.${words}`;
  }
}
