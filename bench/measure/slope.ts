export interface Sample {
  /** Seconds since any beginning. */
  at: number;
  value: number;
}

/** How much a value grows per hour: the slope of the straight line with the least squares. 0 for fewer than two moments. */
export function slopePerHour(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const at = mean((sample) => sample.at);
  const value = mean((sample) => sample.value);
  let together = 0;
  let apart = 0;
  for (const sample of samples) {
    together += (sample.at - at) * (sample.value - value);
    apart += (sample.at - at) ** 2;
  }
  return apart === 0 || Number.isNaN(apart) ? 0 : (together / apart) * 3600;
}
