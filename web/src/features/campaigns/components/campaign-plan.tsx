import type { CampaignSettings, WeeklyWindow } from '../../../../../contracts/campaign.ts';
import { OUTCOME_LOOKS, OUTCOMES_IN_ORDER } from '../../../components/outcome/outcomes.ts';
import { formatWait, plural } from '../../../lib/format.ts';
import { ON_VOICEMAIL } from '../campaign-words.ts';
import { WEEKDAYS } from './weekdays.ts';

/** `Mon–Fri 09:00–17:00`, in the window's zone. */
function describeWindow({ days, from, to, timeZone }: WeeklyWindow): string {
  const sorted = [...days].sort((a, b) => a - b);
  const first = sorted[0] ?? 1;
  const last = sorted.at(-1) ?? 7;
  const isRun = sorted.length > 2 && last - first === sorted.length - 1;
  const name = (day: number) => WEEKDAYS[day - 1]?.short ?? '';
  const dayText = isRun ? `${name(first)}–${name(last)}` : sorted.map(name).join(', ');
  return `${dayText} ${from}–${to}, ${timeZone.replaceAll('_', ' ')}`;
}

function describeRetries({ maxAttempts, afterSeconds }: CampaignSettings['retry']): string {
  const after = OUTCOMES_IN_ORDER.flatMap((outcome) => {
    const seconds = outcome === 'suppressed' ? undefined : afterSeconds[outcome];
    return seconds ? [`${OUTCOME_LOOKS[outcome].label.toLowerCase()} after ${formatWait(seconds)}`] : [];
  });
  if (maxAttempts === 1 || after.length === 0) return 'Each contact is called once';
  return `Up to ${maxAttempts} attempts: ${after.join(', ')}`;
}

/** How the campaign calls, in a line for each setting. */
export function CampaignPlan({ settings }: { settings: CampaignSettings }) {
  const lines: [string, string][] = [
    ['Lines', plural(settings.lines, 'call')],
    ['Rings for', `${settings.ringSeconds} s`],
    ['Longest call', formatWait(settings.maxCallSeconds)],
    ['Voicemail', ON_VOICEMAIL[settings.onVoicemail]],
    ...(settings.voicemailMessage ? [['Message', `“${settings.voicemailMessage}”`] as [string, string]] : []),
    ['Retries', describeRetries(settings.retry)],
    ['Hours', settings.window ? describeWindow(settings.window) : 'At any time'],
  ];
  return (
    <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-y-2.5 px-4 py-4 text-sm sm:px-5">
      {lines.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-faint">{name}</dt>
          <dd className="num min-w-0 whitespace-pre-line break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
