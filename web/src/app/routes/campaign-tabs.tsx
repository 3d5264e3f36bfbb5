import { useSearchParams } from 'react-router-dom';
import { outcomeSchema } from '../../../../contracts/call.ts';
import { enrolmentStateSchema } from '../../../../contracts/contact.ts';
import type { CampaignView } from '../../../../contracts/http/campaigns.ts';
import { OutcomeFilter } from '../../components/outcome/outcome-filter.tsx';
import { Card } from '../../components/ui/card.tsx';
import { TabList, TabPanel, Tabs } from '../../components/ui/tabs.tsx';
import { CallList } from '../../features/calls/components/call-list.tsx';
import { CampaignPlan } from '../../features/campaigns/components/campaign-plan.tsx';
import { ContactFilters } from '../../features/contacts/components/contact-filters.tsx';
import { ContactList } from '../../features/contacts/components/contact-list.tsx';

const TABS = [
  { value: 'contacts', label: 'Contacts' },
  { value: 'calls', label: 'Calls' },
  { value: 'plan', label: 'Plan' },
];

/** Contacts, calls and plan of a campaign. Which is open, and what is filtered, is in the address. */
export function CampaignTabs({ campaign }: { campaign: CampaignView }) {
  const [params, setParams] = useSearchParams();
  const tab = TABS.find(({ value }) => value === params.get('tab'))?.value ?? 'contacts';
  const state = enrolmentStateSchema.safeParse(params.get('state')).data;
  const outcome = outcomeSchema.safeParse(params.get('outcome')).data;

  function setFilter(name: string, value: string): void {
    setParams(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        now.delete('pages');
        return now;
      },
      { replace: true, preventScrollReset: true },
    );
  }
  function openTab(next: string): void {
    setParams(next === 'contacts' ? {} : { tab: next }, { replace: true, preventScrollReset: true });
  }
  const clear = () => openTab(tab);

  return (
    <Card aria-label="Contacts, calls and plan">
      <Tabs value={tab} onChange={openTab}>
        <TabList tabs={TABS} label="Parts of the campaign">
          {tab === 'contacts' && <ContactFilters filters={{ state, outcome }} onChange={setFilter} />}
          {tab === 'calls' && (
            <OutcomeFilter data-search value={outcome} onChange={(value) => setFilter('outcome', value)} />
          )}
        </TabList>
        <TabPanel value="contacts">
          <ContactList campaignId={campaign.id} filters={{ state, outcome }} onClearFilters={clear} />
        </TabPanel>
        <TabPanel value="calls">
          <CallList filters={{ campaignId: campaign.id, outcome }} onClearFilters={clear} />
        </TabPanel>
        <TabPanel value="plan">
          <CampaignPlan settings={campaign.settings} />
        </TabPanel>
      </Tabs>
    </Card>
  );
}
