/** @file Tests in pages of one Chromium, which is started before them and ended after. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import {
  launchChromium,
  noBrowser,
  notRun,
  openPage,
  serveSources,
  type Launching,
  type PageServer,
} from "../support/browser.js";

/**
 * Has `declare` declare tests, which open pages of the sources. Where there is no browser they are
 * skipped, and their title says why.
 */
export function inChromium(
  launching: Launching,
  declare: (open: () => Promise<Page>) => void,
): void {
  describe.skipIf(noBrowser !== "")(`in Chromium${notRun(noBrowser)}`, () => {
    let server: PageServer;
    let browser: Browser;

    beforeAll(async () => {
      server = await serveSources();
      browser = await launchChromium(launching);
    });

    afterAll(async () => {
      await browser.close();
      await server.close();
    });

    declare(() => openPage(browser, server));
  });
}
