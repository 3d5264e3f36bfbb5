import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** What keeps a Chromium without a screen quiet: nothing is asked of anybody but the page's own server. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type Theme = 'light' | 'dark';
export const THEMES: readonly Theme[] = ['light', 'dark'];

export function launchBrowser(executablePath: string | undefined): Promise<Browser> {
  if (!executablePath)
    throw new Error('CHROMIUM_PATH is not set: run the tests with npm test, whose set-up provides it');
  return chromium.launch({ executablePath, args: FLAGS });
}

interface View {
  theme?: Theme;
  width?: number;
  height?: number;
}

/** A visitor of their own: no cookie, no storage, a zone and a language that are the same everywhere. */
export function newVisitor(browser: Browser, view: View = {}): Promise<BrowserContext> {
  const { theme = 'light', width = 1440, height = 900 } = view;
  return browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'Australia/Perth',
    // Nothing moves, so that what is looked at is what stays.
    reducedMotion: 'reduce',
  });
}

export interface Account {
  email: string;
  password: string;
}

/** Signs in on the page that is open, as a person does. */
export async function signIn(page: Page, { email, password }: Account): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
