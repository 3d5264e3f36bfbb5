import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { which } from '../../ops/process/which.ts';
import { launchBrowser, newVisitor, signIn, THEMES, type Theme } from './support/browser.ts';
import { CONTACTS_FILE } from './support/contacts-file.ts';

/**
 * `npx tsx tests/browser/screenshots.ts --url http://127.0.0.1:5173 --email … --password …` takes a picture of each
 * page of a running system in both themes. It changes nothing there. It wants a campaign, and a call that a person
 * answered.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:5173' },
    email: { type: 'string', default: '' },
    password: { type: 'string', default: '' },
    out: { type: 'string', default: resolve(import.meta.dirname, '../../docs/screenshots') },
  },
});

const browser = await launchBrowser(process.env.CHROMIUM_PATH ?? which('chromium', process.env.PATH));
await mkdir(values.out, { recursive: true });
for (const theme of THEMES) await takeAll(theme);
await browser.close();

async function takeAll(theme: Theme): Promise<void> {
  const visitor = await newVisitor(browser, { theme });
  const page = await visitor.newPage();
  const take = async (name: string) => {
    await page.waitForFunction('!document.querySelector("[aria-busy=true]")');
    await page.waitForFunction('document.fonts.status === "loaded"');
    await page.screenshot({ path: join(values.out, `${name}-${theme}.png`) });
    process.stdout.write(`${name}-${theme}.png\n`);
  };

  await page.goto(`${values.url}/sign-in`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await take('sign-in');
  await signIn(page, { email: values.email, password: values.password });
  await page.getByRole('heading', { name: 'Campaigns' }).waitFor();
  const campaign = await firstRow(page);
  await take('campaigns');
  await page.goto(`${values.url}/campaigns/new`);
  await page.getByLabel('Campaign name').fill('Spring renewals, Perth');
  await page.getByLabel('Call in certain hours only').check();
  await take('new-campaign');
  await page.goto(`${values.url}${campaign}/import`);
  await page.getByLabel('Choose a CSV file').setInputFiles(CONTACTS_FILE);
  await page.getByRole('button', { name: 'Import contacts' }).waitFor();
  await take('import');
  await page.goto(values.url + campaign);
  await page.getByRole('heading', { name: 'On the line now' }).waitFor();
  await take('campaign');
  await page.goto(`${values.url}/calls`);
  await firstRow(page);
  await take('calls');
  await page.goto(`${values.url}/calls?outcome=human`);
  await page.goto(values.url + (await firstRow(page)));
  await page.getByRole('slider', { name: 'Position in the recording' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await take('call');
  await visitor.close();
}

/** Where the first row of the list that is open leads. */
async function firstRow(page: Page): Promise<string> {
  const link = page.locator('[data-row]').first();
  await link.waitFor();
  return (await link.getAttribute('href')) ?? '';
}
