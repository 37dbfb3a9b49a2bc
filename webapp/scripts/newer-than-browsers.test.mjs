// SPDX-License-Identifier: AGPL-3.0-or-later
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const eslint = new ESLint();

async function complaints(text, filePath) {
  const [found] = await eslint.lintText(text, { filePath });
  return found.messages.filter((one) => /baseline|newer/.test(one.ruleId)).map((one) => one.message);
}

const SOURCE = 'src/api/client.ts';

test.each([
  ['URL.canParse(location.href)', 'canParse is not in safari 16.4, ios_saf 16.4, chrome 111.'],
  ['document.body.checkVisibility()', 'checkVisibility is not in safari 16.4, ios_saf 16.4.'],
  ['new Highlight()', 'Highlight is not in safari 16.4, ios_saf 16.4, firefox 128.'],
])('%s is refused, for an older browser lacks it', async (text, complaint) => {
  expect(await complaints(`${text};\n`, SOURCE)).toEqual([complaint]);
});

test.each([['structuredClone(1)'], ['AbortSignal.timeout(1)'], ['[1].findLast(Boolean)'], ['navigator.share?.()']])(
  '%s is fine: all have it, or it is asked for',
  async (text) => {
    expect(await complaints(`${text};\n`, SOURCE)).toEqual([]);
  },
);

test('a style that is newer is refused, and one that all have is not', async () => {
  const css = '.a:has(b) { anchor-name: --a }\n';
  expect(await complaints(css, 'src/ui/page/paper.css')).toEqual([
    "Property 'anchor-name' is not a 2022 available baseline feature.",
  ]);
});
