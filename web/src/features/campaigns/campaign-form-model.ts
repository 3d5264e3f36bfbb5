import type { FieldErrors } from 'react-hook-form';
import type { z } from 'zod';
import type { OnVoicemail } from '../../../../contracts/campaign.ts';
import { type CreateCampaignBody, createCampaignBodySchema } from '../../../../contracts/http/campaigns.ts';
import { viewerZone } from '../../lib/format.ts';

/** What the form holds: times in the units people think in. Numbers are NaN while their field is empty. */
export interface CampaignFormValues {
  name: string;
  lines: number;
  ringSeconds: number;
  maxCallMinutes: number;
  onVoicemail: OnVoicemail;
  voicemailMessage: string;
  maxAttempts: number;
  busyMinutes: number;
  noAnswerMinutes: number;
  hasWindow: boolean;
  timeZone: string;
  days: number[];
  from: string;
  to: string;
}

/** The contract's own defaults, so that the form never says otherwise. */
export function initialValues(): CampaignFormValues {
  const { settings } = createCampaignBodySchema.parse({ name: '-' });
  return {
    name: '',
    lines: settings.lines,
    ringSeconds: settings.ringSeconds,
    maxCallMinutes: settings.maxCallSeconds / 60,
    onVoicemail: settings.onVoicemail,
    voicemailMessage: settings.voicemailMessage ?? '',
    maxAttempts: settings.retry.maxAttempts,
    busyMinutes: (settings.retry.afterSeconds.busy ?? 900) / 60,
    noAnswerMinutes: (settings.retry.afterSeconds.no_answer ?? 7200) / 60,
    hasWindow: false,
    timeZone: viewerZone(),
    days: [1, 2, 3, 4, 5],
    from: '09:00',
    to: '17:00',
  };
}

/** The form's values as the API takes them. A day that ends at midnight ends at 24:00. */
export function toBody(values: CampaignFormValues): CreateCampaignBody {
  const { timeZone, days, from, to } = values;
  const seconds = (minutes: number) => Math.round(minutes * 60);
  return {
    name: values.name,
    settings: {
      lines: values.lines,
      ringSeconds: values.ringSeconds,
      maxCallSeconds: seconds(values.maxCallMinutes),
      ...voicemailOf(values),
      retry: {
        maxAttempts: values.maxAttempts,
        afterSeconds:
          values.maxAttempts === 1
            ? {}
            : { busy: seconds(values.busyMinutes), no_answer: seconds(values.noAnswerMinutes) },
      },
      ...(values.hasWindow ? { window: { timeZone, days, from, to: to === '00:00' ? '24:00' : to } } : {}),
    },
  };
}

/** A message that will not be spoken stays in the form alone. */
function voicemailOf({ onVoicemail, voicemailMessage }: CampaignFormValues) {
  const message = voicemailMessage.trim();
  return onVoicemail === 'leave_message' && message
    ? { onVoicemail, voicemailMessage: message }
    : { onVoicemail };
}

/** Which field of the form a place in the body belongs to, and how many of the body's units one of the field's is. */
const FIELDS: Record<string, { field: keyof CampaignFormValues; scale: number }> = {
  name: { field: 'name', scale: 1 },
  'settings.lines': { field: 'lines', scale: 1 },
  'settings.ringSeconds': { field: 'ringSeconds', scale: 1 },
  'settings.maxCallSeconds': { field: 'maxCallMinutes', scale: 60 },
  'settings.voicemailMessage': { field: 'voicemailMessage', scale: 1 },
  'settings.retry.maxAttempts': { field: 'maxAttempts', scale: 1 },
  'settings.retry.afterSeconds.busy': { field: 'busyMinutes', scale: 60 },
  'settings.retry.afterSeconds.no_answer': { field: 'noAnswerMinutes', scale: 60 },
  'settings.window.timeZone': { field: 'timeZone', scale: 1 },
  'settings.window.days': { field: 'days', scale: 1 },
  'settings.window.from': { field: 'from', scale: 1 },
  'settings.window.to': { field: 'to', scale: 1 },
};

/** Faults by field, in words for people; empty when the API would take it. */
export function faultsOf(values: CampaignFormValues): Partial<Record<keyof CampaignFormValues, string>> {
  const faults: Partial<Record<keyof CampaignFormValues, string>> = {};
  for (const issue of issuesOf(values)) {
    const { field, scale } = FIELDS[issue.path.join('.')] ?? { field: 'name' as const, scale: 1 };
    faults[field] ??= faultInWords(field, issue, scale);
  }
  const endsBeforeItBegins = values.to !== '00:00' && values.from >= values.to;
  if (values.hasWindow && !faults.from && !faults.to && endsBeforeItBegins) {
    faults.to = `Must be later than ${values.from}.`;
  }
  return faults;
}

/** The contract looks at fields together only when each is right by itself: so these are also asked about alone. */
function issuesOf(values: CampaignFormValues): z.core.$ZodIssue[] {
  const bodies = [toBody(values), { name: '-', settings: voicemailOf(values) }];
  return bodies.flatMap((body) => createCampaignBodySchema.safeParse(body).error?.issues ?? []);
}

function faultInWords(field: keyof CampaignFormValues, issue: z.core.$ZodIssue, scale: number): string {
  if (field === 'name')
    return issue.code === 'too_big' ? 'Use at most 120 characters.' : 'Give the campaign a name.';
  if (field === 'voicemailMessage')
    return issue.code === 'too_big' ? `Use at most ${issue.maximum} characters.` : `It ${issue.message}.`;
  if (field === 'days') return 'Choose at least one day.';
  if (field === 'from' || field === 'to') return 'Enter a time such as 09:00.';
  if (issue.code === 'too_small')
    return `Must be at least ${Math.ceil((Number(issue.minimum) / scale) * 10) / 10}.`;
  if (issue.code === 'too_big') return `Must be at most ${Math.floor(Number(issue.maximum) / scale)}.`;
  return 'Enter a whole number.';
}

/** For react-hook-form: the contract decides, the form repeats it. */
export function resolveCampaignForm(values: CampaignFormValues) {
  const faults = Object.entries(faultsOf(values));
  if (faults.length === 0) return { values, errors: {} };
  const errors = Object.fromEntries(faults.map(([field, message]) => [field, { type: 'contract', message }]));
  return { values: {}, errors: errors as FieldErrors<CampaignFormValues> };
}
