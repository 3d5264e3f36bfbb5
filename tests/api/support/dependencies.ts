import { createElevenLabs } from '../../../activities/clients/elevenlabs.ts';
import { createTwilio } from '../../../activities/clients/twilio.ts';
import type { Dependencies } from '../../../activities/dependencies.ts';
import { createPacer } from '../../../activities/pacer.ts';
import type { ApiWorld } from './world.ts';

/** What a worker beside this API is given. */
export function dependenciesOf({ env, deps, temporal }: ApiWorld): Dependencies {
  return {
    env,
    log: deps.log,
    temporal,
    twilio: createTwilio(env),
    elevenLabs: createElevenLabs(env),
    pacer: createPacer(env.TWILIO_CPS),
    reached: async () => {},
  };
}
