import { expect, it } from '@jest/globals';
import { bundleWorkflows } from '../../worker/bundle.ts';

it('the workflows bring neither a schema library nor a client into their sandbox', async () => {
  const { code } = await bundleWorkflows();
  const modules = [...code.matchAll(/\/\*!\*{3} (\.\/[^ ]+) \*{3}!\*\//g)].map(([, file]) => file ?? '');
  const foreign = modules.filter((file) =>
    /node_modules\/(?!@temporalio|long|protobufjs|nexus-rpc|ms\/)/.test(file),
  );
  expect(foreign).toEqual([]);
  // Not `expect(code)`: it would print all of it.
  expect(/ZodType|mongoose|RestException/.exec(code)?.[0]).toBeUndefined();
});
