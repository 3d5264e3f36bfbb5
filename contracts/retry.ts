import { z } from 'zod';
import { outcomeSchema } from './call.ts';

const seconds = z
  .number()
  .int()
  .min(1)
  .max(30 * 86_400);
const attempts = z.number().int().min(1).max(10);

/** Whoever objected is never called again, so no plan may name them. */
const retriedSchema = outcomeSchema.exclude(['suppressed']);
export type Retried = z.infer<typeof retriedSchema>;

/** Which outcomes are tried again, how often in all, and after how long. An outcome that is not named is final. */
export const retryPlanSchema = z.object({
  /** Attempts for one contact in all, the first included; what was put off, granted or asked for is not counted. */
  maxAttempts: attempts.default(3),
  /** Seconds to wait after an outcome. A decline is an answer: it is final unless it is named here. */
  afterSeconds: z.partialRecord(retriedSchema, seconds).default({ busy: 15 * 60, no_answer: 2 * 3600 }),
  /** Attempts that may end with an outcome before it is final, where that is fewer than `maxAttempts`. */
  most: z.partialRecord(retriedSchema, attempts).optional(),
  /** How many times longer each further wait after the same outcome is; no wait exceeds 30 days. */
  growth: z.number().min(1).max(10).optional(),
  /** A person answered, and the agent's analysis says that the goal was missed: seconds to wait, conversations at most. */
  goalMissed: z.object({ after: seconds, most: attempts }).optional(),
  /**
   * Prefers another part of the day than those tried; when left out, where the campaign has hours and the wait is an hour or
   * more.
   */
  spread: z.boolean().optional(),
  /** Outcomes after which another number of the person is dialed; `invalid_number`, `no_answer`, `busy` when left out. */
  nextNumberAfter: z.array(retriedSchema).max(20).optional(),
});
export type RetryPlan = z.infer<typeof retryPlanSchema>;
