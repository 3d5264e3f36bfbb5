import { performance } from 'node:perf_hooks';
import { Histogram } from '../../measure/histogram.ts';
import type { Headroom } from './protocol.ts';

/** Measures this process between two moments. */
export class HeadroomGauge {
  #late = new Histogram();
  #cpu = process.cpuUsage();
  #loop = performance.eventLoopUtilization();
  #at = performance.now();

  readonly late = (microseconds: number): void => this.#late.record(microseconds);

  begin(): void {
    this.#late = new Histogram();
    this.#cpu = process.cpuUsage();
    this.#loop = performance.eventLoopUtilization();
    this.#at = performance.now();
  }

  end(): Headroom {
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedUs = (performance.now() - this.#at) * 1_000;
    const { utilization } = performance.eventLoopUtilization(this.#loop);
    return { cores: (user + system) / elapsedUs, busy: utilization, late: this.#late.data() };
  }
}
