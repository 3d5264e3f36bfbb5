import { afterAll, expect, it } from '@jest/globals';
import { Connection, isGrpcDeadlineError } from '@temporalio/client';
import { TemporalLink } from '../../media-bridge/temporal-link.ts';

const connection = Connection.lazy({ address: process.env.TEMPORAL_ADDRESS ?? '' });
const link = new TemporalLink(connection, 'default');
afterAll(() => connection.close());

it('gives up asynchronous contexts when nothing is asked any more, and not before', async () => {
  const { callContextStorage: context } = connection;
  await context.run({}, async () => {
    let answer: () => void = () => undefined;
    const long = link.ask(5_000, () => new Promise<void>((resolve) => (answer = resolve)));
    expect(await link.ask(5_000, async () => context.getStore())).toMatchObject({
      deadline: expect.any(Number),
    });
    expect(context.getStore()).toBeDefined();
    answer();
    await long;
    expect(context.getStore()).toBeUndefined();
  });
});

it('waits no longer than it is told to', async () => {
  const late = link.ask(1, ({ workflowService }) => workflowService.getSystemInfo({}));
  expect(await late.catch(isGrpcDeadlineError)).toBe(true);
});
