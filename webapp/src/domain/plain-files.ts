// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../messages/index.ts';
import {
  counted,
  daysOf,
  fullDate,
  openly,
  peopleOf,
  piecesOf,
  timeOf,
  type Piece,
  type PlainJournal,
} from './plain-journal.ts';

/**
 * The open files: one page to read, one text, and the payloads as they are. Newest last, no script, nothing fetched.
 */

export interface PlainFiles {
  html: string;
  markdown: string;
  json: string;
}

/** Where an attachment lies beside the page, by its id; what is not among the files has none. */
export type FileNames = ReadonlyMap<string, string>;

export function plainFiles(journal: PlainJournal, files: FileNames = new Map()): PlainFiles {
  return { html: asHtml(journal, files), markdown: asMarkdown(journal, files), json: asJson(journal) };
}

/** The name of the folder and of its ZIP, by the day it was made: `interlude-open-2026-10-03`. */
export const openName = (created: string): string => `interlude-open-${created.slice(0, 10)}`;
/** The name of a sealed archive: `interlude-2026-10-03.zip`. */
export const sealedName = (created: string): string => `interlude-${created.slice(0, 10)}.zip`;

/** Every file of the open folder, as a ZIP takes them. `attachments`: opened ones, by id, with their own names. */
export function plainMembers(
  journal: PlainJournal,
  attachments: ReadonlyMap<string, { name: string; bytes: Uint8Array }> = new Map(),
): { name: string; bytes: Uint8Array }[] {
  const files = [...attachments].map(([id, { name, bytes }]) => ({ id, name: fileNameOf({ id, name }), bytes }));
  const { html, markdown, json } = plainFiles(journal, new Map(files.map(({ id, name }) => [id, name])));
  const texts = [
    ['journal.html', html],
    ['journal.md', markdown],
    ['journal.json', json],
  ] as const;
  const folder = openName(journal.created);
  return [
    ...texts.map(([name, text]) => ({ name: `${folder}/${name}`, bytes: new TextEncoder().encode(text) })),
    ...files.map(({ name, bytes }) => ({ name: `${folder}/${name}`, bytes })),
  ];
}

/** A name for an attachment that is no path and keeps its ending: `<id>.jpg`. */
export function fileNameOf({ id, name }: { id: string; name: string }): string {
  const ending = /\.[a-z0-9]{1,8}$/.exec(name.toLowerCase())?.[0] ?? '';
  return `files/${id}${ending}`;
}

/** The payloads as they are, for another program; interlude/archive/open.py writes the same. */
function asJson(journal: PlainJournal): string {
  const { login, role, created } = journal;
  const entries = openly(journal.entries).map(({ entryId, revision, payload }) => ({
    entry_id: entryId,
    revision,
    payload,
  }));
  const unreadable = journal.unreadable.map(({ entryId, revision }) => ({ entry_id: entryId, revision }));
  return `${JSON.stringify({ format: 'interlude-journal', v: 1, login, role, created, people: peopleOf(journal), entries, unreadable }, null, 2)}\n`;
}

/** What stands above the days, in sentences. */
function opening(journal: PlainJournal, pieces: readonly Piece[]): string[] {
  const made = m.plain_written_by_login_exported({
    login: journal.login,
    day: fullDate(new Date(journal.created), journal.zone),
    entries: counted(pieces.length),
  });
  const people = peopleOf(journal);
  const lost = journal.unreadable.length;
  return [
    made,
    ...(people.length === 0 ? [] : [m.plain_people_names({ names: people.join(', ') })]),
    ...(lost === 0 ? [] : [m.plain_entries_could_not_be_opened({ entries: counted(lost), lost })]),
  ];
}

const STYLE = `:root{color-scheme:light dark}body{margin:0 auto;max-width:40rem;padding:1.5rem 1rem 4rem;font:1.125rem/1.6 ui-serif,Georgia,serif;background:#faf7f2;color:#2a2723;overflow-wrap:break-word}
header p,.facts,time,.files{font:1rem/1.5 system-ui,sans-serif;color:#6b655d;margin:.25rem 0}h1{font:600 1.5rem/1.25 system-ui,sans-serif}h2{font:600 1.0625rem/1.25 system-ui,sans-serif;margin:2.5rem 0 .5rem}
article{margin:0 0 1.5rem;break-inside:avoid-page}.words{white-space:pre-wrap;margin:.25rem 0}@media (prefers-color-scheme:dark){body{background:#161513;color:#ece7df}header p,.facts,time,.files{color:#a49c90}a{color:#7cc4bd}}@media print{body{background:#fff;color:#000;padding:0}}`;

function asHtml(journal: PlainJournal, files: FileNames): string {
  const pieces = piecesOf(journal);
  const days = daysOf(pieces).map(
    ({ heading, pieces: of }) =>
      `<section>\n<h2>${escaped(heading)}</h2>\n${of.map((one) => article(one, files)).join('\n')}\n</section>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Journal</title>',
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<header>',
    '<h1>Journal</h1>',
    ...opening(journal, pieces).map((line) => `<p>${escaped(line)}</p>`),
    '</header>',
    ...days,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function article(piece: Piece, files: FileNames): string {
  return [
    `<article><time datetime="${escaped(piece.at.toISOString())}">${timeOf(piece)}</time>`,
    ...piece.facts.map((fact) => `<p class="facts" dir="auto">${escaped(fact)}</p>`),
    ...(piece.words === '' ? [] : [`<div class="words" dir="auto">${escaped(piece.words)}</div>`]),
    ...piece.attachments.map((file) => `<p class="files">${linked(file, files.get(file.id))}</p>`),
    '</article>',
  ].join('\n');
}

const linked = ({ name }: { name: string }, path: string | undefined): string =>
  path === undefined
    ? m.plain_file_not_included({ name: escaped(name) })
    : `<a href="${escaped(path)}">${escaped(name)}</a>`;

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

function asMarkdown(journal: PlainJournal, files: FileNames): string {
  const pieces = piecesOf(journal);
  const days = daysOf(pieces).flatMap(({ heading, pieces: of }) => [
    `## ${heading}`,
    ...of.flatMap((one) => inMarkdown(one, files)),
  ]);
  return `${['# Journal', ...opening(journal, pieces).map(unmarked), ...days].join('\n\n')}\n`;
}

function inMarkdown(piece: Piece, files: FileNames): string[] {
  const attached = piece.attachments.map(
    ({ id, name }) => `- ${unmarked(name)}: ${files.get(id) ?? m.plain_file_not_included_2()}`,
  );
  return [
    `### ${timeOf(piece)}`,
    ...(piece.facts.length === 0 ? [] : [piece.facts.map((fact) => `- ${unmarked(fact)}`).join('\n')]),
    ...(piece.words === ''
      ? []
      : [
          piece.words
            .split(/\r\n?|\n/)
            .map((line) => `> ${unmarked(line)}`)
            .join('\n'),
        ]),
    ...(attached.length === 0 ? [] : [attached.join('\n')]),
  ];
}

/** A person's words are no markup: an angle bracket would begin some in most readers. */
const unmarked = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
