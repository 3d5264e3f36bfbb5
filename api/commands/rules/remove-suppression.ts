import { suppressionRemoveSchema } from '../../../contracts/http/rules.ts';
import { Suppressions, suppressionIdOf } from '../../../platform/models/suppression.ts';
import { phoneHash } from '../../../platform/phone-hash.ts';
import { ApiError } from '../../api-error.ts';
import type { Command } from '../command.ts';
import { readPhone } from '../import/phone-number.ts';

/** Takes a number off one list. The audit log knows it by its keyed hash. */
export const removeSuppression: Command<
  typeof suppressionRemoveSchema,
  { removed: boolean; phoneHash: string }
> = {
  name: 'remove_suppression',
  input: suppressionRemoveSchema,
  async run({ env }, { phone, country, kind, list }) {
    const reading = readPhone(phone, country);
    if (!reading.ok)
      throw new ApiError('invalid_request', `The phone number is not usable: ${reading.cause}.`);
    const _id = suppressionIdOf({ phone: reading.phone, kind, ...(list ? { list } : {}) });
    const { deletedCount } = await Suppressions.deleteOne({ _id });
    return { removed: deletedCount === 1, phoneHash: phoneHash(reading.phone, env.SESSION_SECRET) };
  },
};
