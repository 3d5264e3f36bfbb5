import { capacityOfBridges } from '../platform/bridges.ts';
import { Lines } from '../platform/models/line.ts';

/**
 * Calls that the bridges can take besides those that hold a line, since every one of these may be answered at any
 * moment; without a bound where no bridge has registered itself.
 */
export async function roomOnBridges(): Promise<number> {
  const [capacity, held] = await Promise.all([
    capacityOfBridges(),
    Lines.countDocuments({ callId: { $type: 'string' } }),
  ]);
  return capacity === undefined ? Number.POSITIVE_INFINITY : capacity - held;
}
