import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../../platform/env.ts';
import { CannotProvision, type Say } from '../provision/context.ts';
import { LaunchError } from './launch-error.ts';
import { untilAnswers } from './readiness.ts';
import type { Server } from './servers.ts';
import { Service } from './service.ts';
import { argsOf, SERVICE_TABLE, type ServiceName, STOP_ORDER } from './service-table.ts';
import type { Vendors } from './vendors.ts';

const READY_LIMIT_MS = 60_000;
const LOG_LIMIT_BYTES = 20_000_000;

export interface StageOptions {
  root: string;
  logDir: string;
  vendors: Vendors;
  say: Say;
  /** The user's wish to give up. */
  signal: AbortSignal;
  watch?: boolean;
  verbose?: boolean;
  /** Other scripts in place of services' own, from the root. */
  scripts?: Partial<Record<ServiceName, string>>;
}

/**
 * All that one launch has started: it knows how to stop it, whatever state it is in. Its `signal` is aborted by the
 * user's, by the first thing that fails while coming up, and by `stop`.
 */
export class Stage {
  readonly signal: AbortSignal;
  readonly failed: Promise<LaunchError>;
  private readonly options: StageOptions;
  private readonly services = new Map<ServiceName, Service>();
  private readonly servers: Server[] = [];
  private readonly giveUp = new AbortController();
  private fail: (error: LaunchError) => void = () => {};
  private stopping: Promise<void> | undefined;

  constructor(options: StageOptions) {
    this.options = options;
    this.signal = AbortSignal.any([options.signal, this.giveUp.signal]);
    this.failed = new Promise((resolve) => {
      this.fail = resolve;
    });
    void this.failed.then((error) => this.giveUp.abort(error));
  }

  /** Starts a service and waits until it is ready. */
  async start(name: ServiceName, env: Env, variables: Record<string, string>): Promise<void> {
    this.signal.throwIfAborted();
    const plan = SERVICE_TABLE[name];
    const { root, say, verbose = false, watch = false, scripts } = this.options;
    const args = await argsOf(plan, root, { watch, other: scripts?.[name] });
    this.signal.throwIfAborted();
    let sayReady: () => void = () => {};
    const saidReady = new Promise<void>((resolve) => {
      sayReady = resolve;
    });
    const service = new Service({
      name,
      command: process.execPath,
      args,
      env: { ...process.env, ...variables, ...(plan.readyUrl ? {} : { LOG_LEVEL: telling(env) }) },
      cwd: root,
      logFile: this.logFile(name),
      graceMs: plan.graceMs(this.options.vendors),
      verbose,
      show: (text) => say(name, text),
      onLog: ({ message }) => message === 'ready' && sayReady(),
      onGaveUp: (reason) => this.fail(new LaunchError(reason)),
    });
    this.services.set(name, service);
    const url = plan.readyUrl?.(env);
    await (url ? untilAnswers(name, url, READY_LIMIT_MS, this.signal) : this.orTooLate(name, saidReady));
  }

  /** Takes charge of a server that was started. One that ends by itself is the end of the launch. */
  add(server: Server | undefined): void {
    if (!server) return;
    this.servers.push(server);
    void server.exited.then(() => {
      if (this.stopping) return;
      this.fail(new LaunchError(`${server.name} ended by itself. Its log is in ${this.options.logDir}.`));
    });
  }

  /** Waits for all; the first that fails makes the others give up. */
  async all(works: (Promise<unknown> | undefined)[]): Promise<void> {
    const results = await Promise.allSettled(
      works.map((work) =>
        work?.catch((error) => {
          this.giveUp.abort(error);
          throw error;
        }),
      ),
    );
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (reasons.length > 0) throw allOf(reasons) ?? this.signal.reason;
  }

  controls() {
    return {
      processes: () =>
        Object.fromEntries(
          [...this.services].map(([name, { pid, restarts, startedAt }]) => [
            name,
            { pid, restarts, startedAt },
          ]),
        ),
      servers: () => this.servers.flatMap(({ parts }) => parts),
      kill: (name: ServiceName) => this.services.get(name)?.kill(),
      hurry: () => {
        for (const service of this.services.values()) service.kill();
      },
    };
  }

  /** Stops services in their order, then servers. Safe to call twice. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    this.giveUp.abort(new Error('stopping'));
    for (const names of STOP_ORDER) {
      await Promise.all(names.map((name) => this.services.get(name)?.stop()));
    }
    await Promise.all(this.servers.map((server) => server.stop()));
  }

  private async orTooLate(name: ServiceName, ready: Promise<void>): Promise<void> {
    const limit = AbortSignal.any([this.signal, AbortSignal.timeout(READY_LIMIT_MS)]);
    await Promise.race([
      ready,
      new Promise((_, reject) => {
        const onAbort = () =>
          reject(
            this.signal.aborted
              ? this.signal.reason
              : new LaunchError(
                  `${name} was not ready within ${READY_LIMIT_MS / 1000} s. Its log is ${this.logFile(name)}.`,
                ),
          );
        limit.addEventListener('abort', onAbort, { once: true });
      }),
    ]);
  }

  /** A log that has grown large makes room for a new one. */
  private logFile(name: ServiceName): string {
    const file = join(this.options.logDir, `${name}.log`);
    if (existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
    return file;
  }
}

/** When several things are wanting, such as Go and root, people are told of all of them at once. */
function allOf(reasons: unknown[]): CannotProvision | undefined {
  const messages = reasons.flatMap((reason) => (reason instanceof CannotProvision ? [reason.message] : []));
  const different = messages.filter(
    (message, index) =>
      !messages.some(
        (other, at) => at !== index && other.includes(message) && (other !== message || at < index),
      ),
  );
  return different.length > 0 ? new CannotProvision(different.join('\n')) : undefined;
}

/** What has no address says in its log that it is ready: it must be let say so. */
function telling({ LOG_LEVEL }: Pick<Env, 'LOG_LEVEL'>): Env['LOG_LEVEL'] {
  return LOG_LEVEL === 'trace' || LOG_LEVEL === 'debug' ? LOG_LEVEL : 'info';
}
