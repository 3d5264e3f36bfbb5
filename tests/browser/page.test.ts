import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expectAccessible } from './support/accessible.ts';
import { launchBrowser, newVisitor, signIn, THEMES } from './support/browser.ts';
import { CONTACTS_FILE, CONTACTS_IN_FILE } from './support/contacts-file.ts';
import { type System, startSystem } from './support/system.ts';

const CAMPAIGN = 'Spring renewals, Perth';
/** A campaign of ten on three lines, talked through to the end. */
const CAMPAIGN_MS = 240_000;

jest.setTimeout(60_000);

let system: System;
let browser: Browser;
let visitor: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser(process.env.CHROMIUM_PATH);
  system = await startSystem();
  visitor = await newVisitor(browser);
  page = await visitor.newPage();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await system?.stop();
}, 120_000);

describe('the path of a campaign manager', () => {
  it('asks for a sign-in, says what is wrong with it, and then goes where one wanted to go', async () => {
    await page.goto(`${system.url}/calls`);
    await page.waitForURL('**/sign-in?next=%2Fcalls');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your password.').waitFor();

    await signIn(page, { ...system.admin, password: 'not the password' });
    await page.getByText('This e-mail address and password do not match.').waitFor();

    await signIn(page, system.admin);
    await page.waitForURL('**/calls');
    await page.getByText('No calls yet').waitFor();
    expect(await page.title()).toBe('Calls · Outdial');
  });

  it('offers a first campaign where there is none, and refuses a plan that the API would refuse', async () => {
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByText('No campaigns yet').waitFor();
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'New campaign' }).waitFor();
    await page.getByLabel('Ring for').fill('5');
    await page.getByRole('button', { name: 'Continue to contacts' }).click();
    await page.getByText('Give the campaign a name.').waitFor();
    await page.getByText('Must be at least 15.').waitFor();
  });

  it('makes a campaign and imports its contacts, with the faults of the file by cause', async () => {
    await page.getByLabel('Campaign name').fill(CAMPAIGN);
    await page.getByLabel('Lines').fill('3');
    await page.getByLabel('Ring for').fill('15');
    await page.getByLabel('Attempts in all').fill('1');
    await page.getByRole('button', { name: 'Continue to contacts' }).click();

    await page.getByLabel('Choose a CSV file').setInputFiles(CONTACTS_FILE);
    const preview = page.getByRole('region', { name: 'First rows of the file' });
    await preview.getByRole('columnheader', { name: /phone Number to call/ }).waitFor();
    await preview.getByRole('columnheader', { name: /Plan ends For the agent plan_ends/ }).waitFor();
    await page.getByRole('button', { name: 'Import contacts' }).click();
    await page.getByText(`${CONTACTS_IN_FILE} contacts added`).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'lines 13, 14' }).waitFor();
  });

  it('starts it and shows its calls as they go out', async () => {
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('heading', { name: CAMPAIGN }).waitFor();
    await page.getByText('Running', { exact: true }).waitFor();
    await liveCalls().getByRole('listitem').first().waitFor();
  });

  it(
    'pauses with one click and says how many calls are still up',
    async () => {
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await messages()
        .getByText(/still up; they finish by themselves|No call is up/)
        .waitFor();
      await page.getByText('Paused', { exact: true }).waitFor();
      await liveCalls().getByText('No call is up').waitFor({ timeout: CAMPAIGN_MS });
      await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    },
    CAMPAIGN_MS,
  );

  it(
    'resumes and goes on until everybody has an outcome',
    async () => {
      await page.getByRole('button', { name: 'Resume', exact: true }).click();
      await page.getByText('Running', { exact: true }).waitFor();
      await page.getByText('Completed', { exact: true }).waitFor({ timeout: CAMPAIGN_MS });
      const outcomes = page.getByRole('region', { name: 'Outcomes' });
      await outcomes.getByRole('row', { name: /Person/ }).waitFor();
      await outcomes.getByRole('row', { name: /Busy/ }).waitFor();
    },
    CAMPAIGN_MS,
  );

  it('keeps the filters of a list in its address', async () => {
    await page.getByRole('tab', { name: 'Calls' }).click();
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('human');
    expect(new URL(page.url()).search).toBe('?tab=calls&outcome=human');
    await page.reload();
    await page.getByRole('tab', { name: 'Calls', selected: true }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Outcome' }).inputValue()).toBe('human');
  });

  it('lets one read and hear a call', async () => {
    await page.getByRole('row').filter({ hasText: 'Person' }).getByRole('link').first().click();
    const turns = page.getByRole('list', { name: 'Turns of the conversation' });
    await turns.getByRole('listitem').nth(1).waitFor();
    const position = page.getByRole('slider', { name: 'Position in the recording' });
    await position.waitFor();

    await page.keyboard.press('ArrowRight');
    await page.getByText(/^0:05 \/ 0:/).waitFor();
    await turns
      .getByRole('button', { name: /^Go to 0:/ })
      .nth(1)
      .click();
    await turns.locator('[aria-current="true"]').waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });
});

describe('for everybody', () => {
  it.each(THEMES)(
    'breaks no rule of axe on any page, in the %s theme',
    async (theme) => {
      const paths = await pathsOfAll();
      const themed = await newVisitor(browser, { theme });
      const tab = await themed.newPage();
      await tab.goto(`${system.url}/sign-in`);
      await tab.getByRole('heading', { name: 'Sign in' }).waitFor();
      await expectAccessible(tab);
      await signIn(tab, system.admin);
      await tab.getByRole('heading', { name: 'Campaigns' }).waitFor();
      for (const path of paths) {
        await tab.goto(system.url + path);
        await settled(tab);
        await expectAccessible(tab);
      }
      await themed.close();
    },
    180_000,
  );

  it('fits a window of 320 pixels on every page', async () => {
    const paths = await pathsOfAll();
    await page.setViewportSize({ width: 320, height: 700 });
    for (const path of paths) {
      await page.goto(system.url + path);
      await settled(page);
      const beyond = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect({ path, beyond }).toEqual({ path, beyond: 0 });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }, 120_000);

  it('works from the keyboard: rows, search, and the list of keys', async () => {
    await page.goto(`${system.url}/campaigns`);
    await page.getByRole('link', { name: CAMPAIGN }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.keyboard.press('/');
    await page.keyboard.type('nothing of this name');
    await page.getByText('No campaign is called').waitFor();
    await page.getByRole('link', { name: 'Clear the search' }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: CAMPAIGN }).waitFor();
  });

  it('asks to sign in again once the session is over, and comes back', async () => {
    await page.goto(`${system.url}/campaigns/new`);
    await settled(page);
    await visitor.clearCookies();
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByText('Your session ended.').waitFor();
    await signIn(page, system.admin);
    await page.waitForURL('**/calls');
  });
});

function liveCalls() {
  return page.getByRole('region', { name: 'On the line now' });
}

function messages() {
  return page.getByRole('region', { name: /^Messages/ });
}

/** The addresses of every page, with the campaign and one of its calls. */
async function pathsOfAll(): Promise<string[]> {
  await page.goto(`${system.url}/campaigns`);
  const campaign = (await page.getByRole('link', { name: CAMPAIGN }).getAttribute('href')) ?? '';
  await page.goto(`${system.url}/calls?outcome=human`);
  const call = (await page.getByRole('row').getByRole('link').first().getAttribute('href')) ?? '';
  const ofCampaign = ['', '/import', '?tab=calls', '?tab=plan'].map((rest) => campaign + rest);
  return ['/campaigns', '/campaigns/new', ...ofCampaign, '/calls', call, '/nowhere'];
}

/** All that was asked for has come. */
async function settled(tab: Page): Promise<void> {
  await tab.getByRole('main').waitFor();
  await tab.waitForFunction('!document.querySelector("[aria-busy=true]")');
}
