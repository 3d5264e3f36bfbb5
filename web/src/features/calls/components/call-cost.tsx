import type { CallView } from '../../../../../contracts/http/calls.ts';
import { formatCount, formatMoney } from '../../../lib/format.ts';
import { Fact, Facts } from './fact.tsx';

/** What each vendor charges, and both together where it is known what a credit costs. */
export function CallCost({ call }: { call: CallView }) {
  const { twilio, elevenLabs, credits, total, currency } = call.cost;
  if (!call.callSid) return null;
  return (
    <Facts>
      <Fact name="Twilio" note={twilio === null ? undefined : 'for the connection'}>
        <Money amount={twilio} currency={currency} otherwise="Price not known yet" />
      </Fact>
      {call.conversationId && (
        <Fact name="ElevenLabs" note={elevenLabs === null ? undefined : creditsInWords(credits)}>
          {elevenLabs === null && credits !== null ? (
            <span className="num">{creditsInWords(credits)}</span>
          ) : (
            <Money amount={elevenLabs} currency={currency} otherwise="Credits not known yet" />
          )}
        </Fact>
      )}
      {total !== null && elevenLabs !== 0 && (
        <Fact name="Together">
          <Money amount={total} currency={currency} otherwise="" />
        </Fact>
      )}
    </Facts>
  );
}

function Money(props: { amount: number | null; currency: string | null; otherwise: string }) {
  const { amount, currency, otherwise } = props;
  if (amount === null || currency === null) return <span className="text-ink-faint">{otherwise}</span>;
  return <span className="num">{formatMoney(amount, currency)}</span>;
}

function creditsInWords(credits: number | null): string | undefined {
  if (credits === null) return undefined;
  return `${formatCount(credits)} ${credits === 1 ? 'credit' : 'credits'}`;
}
