import { type FormEvent, useState } from 'react';
import type { CampaignView } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { Field, Input } from '../../../components/ui/field.tsx';
import { plural } from '../../../lib/format.ts';

interface StopDialogProps {
  campaign: CampaignView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  busy: boolean;
  onStop: (hangUp: boolean) => void;
}

export function StopDialog({ campaign, open, onOpenChange, ...form }: StopDialogProps) {
  const { waiting } = campaign.progress;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      role="alertdialog"
      title={`Stop ${campaign.name}?`}
      description={`A stopped campaign cannot be started again. ${plural(waiting, 'contact')} that still ${waiting === 1 ? 'waits' : 'wait'} will not be called.`}
    >
      <StopForm campaign={campaign} onCancel={() => onOpenChange(false)} {...form} />
    </Dialog>
  );
}

interface StopFormProps extends Pick<StopDialogProps, 'campaign' | 'busy' | 'onStop'> {
  onCancel: () => void;
}

/** Mounted with each opening, so that nothing typed earlier is left in it. */
function StopForm({ campaign, busy, onStop, onCancel }: StopFormProps) {
  const [typed, setTyped] = useState('');
  const [hangUp, setHangUp] = useState(false);
  const [refused, setRefused] = useState(false);
  const { up } = campaign.progress;

  function formOnSubmit(event: FormEvent): void {
    event.preventDefault();
    if (typed.trim() !== campaign.name) setRefused(true);
    else if (!busy) onStop(hangUp);
  }

  return (
    <form onSubmit={formOnSubmit} className="flex flex-col gap-4">
      <label className="flex items-start gap-3 rounded-md border p-3 has-checked:border-danger">
        <input
          type="checkbox"
          checked={hangUp}
          onChange={(event) => setHangUp(event.target.checked)}
          className="mt-0.5 size-4 accent-danger"
        />
        <span>
          <span className="block font-medium text-sm">Hang up the calls that are up</span>
          <span className="block text-ink-soft text-sm">
            {up === 0
              ? 'No call is up now.'
              : `${plural(up, 'call')} up now. Otherwise they finish by themselves.`}
          </span>
        </span>
      </label>
      <Field
        label={`Type the campaign's name to confirm: ${campaign.name}`}
        error={
          refused && typed.trim() !== campaign.name ? 'This is not the name of the campaign.' : undefined
        }
      >
        {(control) => (
          <Input
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            {...control}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Keep it</Button>
        <Button type="submit" look="danger" busy={busy}>
          Stop campaign
        </Button>
      </div>
    </form>
  );
}
