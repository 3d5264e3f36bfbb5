import { DateTime } from 'luxon';
import type { WeeklyWindow } from '../../contracts/campaign.ts';
import type { CreateCampaignBody } from '../../contracts/http/campaigns.ts';
import type { DemoContact } from '../demo/contacts.ts';

/** A campaign of a chaos run, with the hours it may call in as plain moments, for the referee (epoch ms). */
export interface PlannedCampaign {
  name: string;
  settings: NonNullable<CreateCampaignBody['settings']>;
  opensAt: number;
  closesAt: number;
  /** Whether all of its contacts can be called before it closes: otherwise some keep waiting, as they should. */
  finishes: boolean;
  contacts: DemoContact[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** The soonest that a window opens or closes after the start: a whole minute later than that. */
const OPENS_AFTER = 20_000;
const CLOSES_AFTER = 50_000;
/** The closing campaign calls this many contacts over one line, so that it is in the midst of calling when it closes. */
const CONTACTS_PER_LINE = 12;
/** Of people in the first campaign, so many are in the second one, too: nobody may be rung by both at once. */
const SHARED_SHARE = 0.05;

/** Five campaigns with all kinds of hours, and the people dealt out to them. */
export function chaosCampaigns(
  people: readonly DemoContact[],
  now: number,
  lines: number,
): PlannedCampaign[] {
  const [always = [], open = [], opening = [], closing = [], closed = []] = split(people);
  const shared = always.slice(0, Math.ceil(always.length * SHARED_SHARE));
  const opens = nextMinute(now + OPENS_AFTER);
  const closes = nextMinute(now + CLOSES_AFTER);
  const settings = {
    lines,
    ringSeconds: 15,
    maxCallSeconds: 120,
    retry: { maxAttempts: 2, afterSeconds: { busy: 5, no_answer: 5 } },
  };
  const message = { onVoicemail: 'leave_message', voicemailMessage: 'Please call us back.' } as const;
  return [
    {
      name: 'at any time',
      settings,
      opensAt: Number.NEGATIVE_INFINITY,
      closesAt: Number.POSITIVE_INFINITY,
      finishes: true,
      contacts: always,
    },
    {
      ...hours('open', 'Australia/Sydney', now - 3 * HOUR, now + 8 * HOUR, { ...settings, ...message }),
      contacts: [...open, ...shared],
    },
    {
      ...hours('opening', 'UTC', opens, opens + 8 * HOUR, { ...settings, onVoicemail: 'talk' }),
      contacts: opening,
    },
    {
      ...hours('closing', 'Europe/London', now - 3 * HOUR, closes, {
        ...settings,
        lines: Math.min(lines, Math.max(1, Math.round(closing.length / CONTACTS_PER_LINE))),
      }),
      finishes: false,
      contacts: closing,
    },
    {
      ...hours('closed', 'America/Denver', now + 6 * HOUR, now + 8 * HOUR, settings),
      finishes: false,
      contacts: closed,
    },
  ];
}

/** Three in a hundred are never called, and the windows that move get few enough to be through with. */
function split(people: readonly DemoContact[]): DemoContact[][] {
  const upTo = [0.48, 0.75, 0.87, 0.96, 1].map((share) => Math.round(share * people.length));
  return upTo.map((end, index) => people.slice(upTo[index - 1] ?? 0, end));
}

function hours(
  name: string,
  timeZone: string,
  opensAt: number,
  closesAt: number,
  settings: PlannedCampaign['settings'],
): Omit<PlannedCampaign, 'contacts'> {
  const window: WeeklyWindow = {
    timeZone,
    days: EVERY_DAY,
    from: clock(opensAt, timeZone),
    to: clock(closesAt, timeZone),
  };
  // A clock has no seconds: what was said is what counts.
  return {
    name,
    settings: { ...settings, window },
    opensAt: wholeMinute(opensAt),
    closesAt: wholeMinute(closesAt),
    finishes: true,
  };
}

function clock(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toFormat('HH:mm');
}

function wholeMinute(at: number): number {
  return Math.floor(at / MINUTE) * MINUTE;
}

function nextMinute(at: number): number {
  return Math.ceil(at / MINUTE) * MINUTE;
}
