import type { Running } from '../launch/bring-up.ts';
import type { ServiceName } from '../launch/service-table.ts';
import type { Blow, Victim } from './plan.ts';
import { freeze, send } from './processes.ts';

export const WORKERS: readonly ServiceName[] = ['worker', 'worker2'];

/** A process that can be struck. */
export interface Process {
  name: string;
  pid: number;
}

/** The processes of an installation by the names that the plan has for them, and the blows that are dealt to them. */
export class Victims {
  private readonly running: Running;
  private turn = 0;
  private readonly thaws = new Map<NodeJS.Timeout, () => void>();

  constructor(running: Running) {
    this.running = running;
  }

  /** Who stands for a victim now; fewer than expected while somebody is down already. */
  find(victim: Victim): Process[] {
    switch (victim) {
      case 'a worker':
        this.turn += 1;
        return this.services(WORKERS).slice(this.turn % 2, (this.turn % 2) + 1);
      case 'all workers':
        return this.services(WORKERS);
      case 'the API':
        return this.services(['api']);
      case 'the bridge':
        return this.services(['bridge']);
      case 'Temporal':
        return this.servers(['Temporal']);
      case "the database's front":
        return this.servers(['FerretDB', 'MongoDB']);
      case "the database's store":
        return this.servers(['PostgreSQL', 'MongoDB']);
    }
  }

  /** Everything that can be struck runs, and none of it stands still. */
  areAllUp(): boolean {
    const services = [...WORKERS, 'api', 'bridge'] as ServiceName[];
    const servers = this.running.servers();
    return (
      this.thaws.size === 0 &&
      this.services(services).length === services.length &&
      servers.every(({ pid }) => pid !== undefined)
    );
  }

  strike(process: Process, blow: Blow): void {
    if (blow.how === 'kill') this.kill(process);
    else this.freeze(process, blow.ms);
  }

  /** Lets everybody go on who stands still. */
  thawAll(): void {
    for (const [timer, thaw] of this.thaws) {
      clearTimeout(timer);
      thaw();
    }
    this.thaws.clear();
  }

  private services(names: readonly ServiceName[]): Process[] {
    const processes = this.running.processes();
    return names.flatMap((name) => {
      const pid = processes[name]?.pid;
      return pid === undefined ? [] : [{ name, pid }];
    });
  }

  private servers(names: readonly string[]): Process[] {
    return this.running
      .servers()
      .flatMap(({ name, pid }) => (names.includes(name) && pid !== undefined ? [{ name, pid }] : []));
  }

  private kill({ name, pid }: Process): void {
    const service = Object.entries(this.running.processes()).find(([, each]) => each.pid === pid);
    // Through the launcher where it looks after it, so that it does not take our doing for a crash.
    if (service) this.running.kill(service[0] as ServiceName);
    else if (this.servers([name]).some((server) => server.pid === pid)) send(pid, 'SIGKILL');
  }

  private freeze({ pid }: Process, ms: number): void {
    const thaw = freeze([pid]);
    const timer = setTimeout(() => {
      this.thaws.delete(timer);
      thaw();
    }, ms);
    this.thaws.set(timer, thaw);
  }
}
