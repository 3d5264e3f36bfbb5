import { FormProvider, useForm } from 'react-hook-form';
import type { CampaignView } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/ui/button.tsx';
import { Card } from '../../../components/ui/card.tsx';
import { messageOf } from '../../../lib/api-error.ts';
import { useCreateCampaign } from '../api/create-campaign.ts';
import {
  type CampaignFormValues,
  initialValues,
  resolveCampaignForm,
  toBody,
} from '../campaign-form-model.ts';
import { AnsweringSection, NameSection, PaceSection, RetrySection } from './campaign-form-sections.tsx';
import { WindowSection } from './window-section.tsx';

/** The plan of a new campaign. Its contacts come next, on a page of their own, so that a reload loses nothing. */
export function CampaignForm({ onCreated }: { onCreated: (campaign: CampaignView) => void }) {
  const create = useCreateCampaign();
  const form = useForm<CampaignFormValues>({ resolver: resolveCampaignForm, defaultValues: initialValues() });
  const submit = form.handleSubmit(() => create.mutate(toBody(form.getValues()), { onSuccess: onCreated }));
  return (
    <FormProvider {...form}>
      <form noValidate onSubmit={submit}>
        <Card className="divide-y">
          <NameSection />
          <PaceSection />
          <AnsweringSection />
          <RetrySection />
          <WindowSection />
        </Card>
        <footer className="mt-5 flex flex-wrap items-center justify-end gap-3">
          {create.error && (
            <p role="alert" className="mr-auto font-medium text-danger text-sm">
              {messageOf(create.error)}
            </p>
          )}
          <Button type="submit" look="primary" busy={create.isPending}>
            Continue to contacts
          </Button>
        </footer>
      </form>
    </FormProvider>
  );
}
