import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import type { Account } from '../auth/account.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { asker } from '../middleware/authenticate.ts';
import { parseInput } from '../parse.ts';
import { auditing, targetsOf } from './audit.ts';

/** Something that changes something: what it takes, and what it does. */
export interface Command<Input extends z.ZodType, Output> {
  name: string;
  input: Input;
  run(deps: ApiDeps, input: z.output<Input>, by: Account): Promise<Output>;
}

/** Runs a command with what the request says, and keeps it in the audit log. Behind what knows who may. */
export function runCommand<Input extends z.ZodType, Output>(
  deps: ApiDeps,
  command: Command<Input, Output>,
  inputOf: (req: Request) => unknown,
  status = 200,
): RequestHandler {
  return async (req, res) => {
    const input = parseInput(command.input, inputOf(req));
    const by = asker(res);
    const audited = { action: command.name, targets: targetsOf(input), input };
    const result = await auditing(deps, res, audited, () => command.run(deps, input, by));
    deps.log.info({ command: command.name, by: by.id, requestId: res.locals.requestId }, 'command done');
    sendData(res, result, status);
  };
}
