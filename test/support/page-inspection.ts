/** What is looked at on every page that this program makes: no trouble, no sideways scrolling, no faint text. */

import type { Page } from 'playwright-core';

/** What a person would see in the developer tools, and requests that should not have been made. */
export function troubleOf(page: Page): readonly string[] {
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) trouble.push(`asked for ${request.url()}`);
  });
  return trouble;
}

/** For the page to run: the pixels that can only be reached by scrolling it sideways. */
export const overflow =
  'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** For the page to run: visible texts whose contrast with what is behind them is below WCAG AA, 4.5 to 1. */
export const faintTexts = `(() => {
  const light = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const own = getComputedStyle(element).backgroundColor;
    return own === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : own;
  };
  const contrast = (element) => {
    const [one, other] = [getComputedStyle(element).color, behind(element)].map(light);
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll('body *:not(svg *)')]
    .filter((element) => hasText(element) && contrast(element) < 4.5)
    .map((element) => element.textContent);
})()`;
