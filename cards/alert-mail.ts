import type { Fact, Link } from './frame.ts';

/** An alert as a mail shows it. Its text is that of cards: finished, localized, and what people wrote escaped; marks of markdown are left out here. */
export interface AlertMail {
  /** A language tag, such as `zh-CN`. */
  readonly language: string;
  readonly subject: string;
  /** Says that this is the sandbox; '' where it is not. */
  readonly sandbox: string;
  readonly severity: 'critical' | 'warning' | 'info' | 'recovered';
  /** The severity as a word: the color beside it says no more. */
  readonly label: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly facts: readonly Fact[];
  /** What has happened so far, in the order in which it is shown. */
  readonly timeline: readonly string[];
  /** The one thing to do; undefined for none. */
  readonly action: Link | undefined;
  /** Why this address gets it. */
  readonly footer: string;
  /** How to get it no longer; undefined where a link cannot do that. */
  readonly leave: Link | undefined;
}

/** What a mail consists of. */
export interface MailParts {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** One alert as a mail, in plain text and in HTML. */
export function alertMail(view: AlertMail): MailParts {
  const mail = withoutMarks(view);
  return { subject: mail.subject, text: textOf(mail), html: htmlOf(mail) };
}

/** A mail renders no markdown: its escapes and its stars would show. The marks that part addresses stay, so that no program makes links of them. */
const unmarked = (text: string): string =>
  text
    .replaceAll(/\\([!-/:-@[-`|~])|\*\*/g, '$1')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();

const unmarkedLink = ({ title, url }: Link): Link => ({ title: unmarked(title), url });

function withoutMarks({ action, leave, ...view }: AlertMail): AlertMail {
  return {
    ...{ language: view.language, severity: view.severity },
    ...{ subject: unmarked(view.subject), sandbox: unmarked(view.sandbox), label: unmarked(view.label) },
    ...{ title: unmarked(view.title), footer: unmarked(view.footer) },
    lines: view.lines.map(unmarked),
    facts: view.facts.map(({ title, value }) => ({ title: unmarked(title), value: unmarked(value) })),
    timeline: view.timeline.map(unmarked),
    action: action && unmarkedLink(action),
    leave: leave && unmarkedLink(leave),
  };
}

const isChinese = ({ language }: AlertMail): boolean => language.startsWith('zh');

const factText = (mail: AlertMail, { title, value }: Fact): string =>
  `${title}${isChinese(mail) ? '：' : ': '}${value}`;

function textOf(mail: AlertMail): string {
  const { sandbox, label, title, lines, facts, timeline, action, footer, leave } = mail;
  const heading = isChinese(mail) ? `${label}：${title}` : `${label}: ${title}`;
  const blocks = [
    wrapped(sandbox),
    wrapped(heading),
    ...lines.map(line => wrapped(line)),
    facts.map(fact => wrapped(factText(mail, fact))).join('\n'),
    action === undefined ? '' : `${wrapped(action.title)}\n${action.url}`,
    timeline.map(moment => wrapped(moment, '- ')).join('\n'),
    // Mail programs know what follows as a signature, and leave it out of an answer.
    `-- \n${wrapped(footer)}`,
    leave === undefined ? '' : `${wrapped(leave.title)}\n${leave.url}`,
  ];
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}

/** RFC 5322's measure; Chinese has no spaces to break at, and mail programs break it themselves. */
const widest = 78;

/** A paragraph in lines that break at spaces, under a bullet where it has one. */
function wrapped(text: string, bullet = ''): string {
  const rows: string[] = [];
  for (const word of text === '' ? [] : text.split(' ')) {
    const row = rows.at(-1);
    const longer = row === undefined ? `${bullet}${word}` : `${row} ${word}`;
    if (row === undefined || longer.length > widest) rows.push(row === undefined ? longer : indented(word, bullet));
    else rows[rows.length - 1] = longer;
  }
  return rows.join('\n');
}

const indented = (word: string, bullet: string): string => `${' '.repeat(bullet.length)}${word}`;

/** Seen on white as on black. */
const bars: Readonly<Record<AlertMail['severity'], string>> = {
  critical: '#c4314b',
  warning: '#c25e00',
  info: '#5b5fc7',
  recovered: '#237b4b',
};

const font =
  "font-family:'Segoe UI',-apple-system,BlinkMacSystemFont,Roboto,'Helvetica Neue','PingFang SC','Microsoft YaHei',sans-serif";

/**
 * Tables and inline styles, which Outlook reads. Text and background have the colors of the mail program: only so is a mail readable in the dark
 * wherever it is read; the bar and the button alone have their own.
 */
function htmlOf(mail: AlertMail): string {
  const { language, severity, subject, sandbox, label, title, lines, facts, timeline, action, footer, leave } = mail;
  return [
    '<!DOCTYPE html>',
    `<html lang="${inHtml(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">',
    `<title>${inHtml(subject)}</title>`,
    '</head>',
    '<body style="margin:0;padding:0">',
    // What a list of mails shows beside the subject.
    `<div style="display:none;max-height:0;overflow:hidden">${inHtml(lines[0] ?? title)}</div>`,
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:24px 12px">',
    // Outlook knows no greatest width.
    '<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->',
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;text-align:left;${font};font-size:16px;line-height:24px;overflow-wrap:anywhere">`,
    `<tr><td style="border:1px solid #a6a6a6;border-left:4px solid ${bars[severity]};padding:20px">`,
    sandbox === '' ? '' : paragraph(sandbox, `margin:0 0 12px;${small}`),
    paragraph(label, 'font-size:14px;line-height:20px;font-weight:600'),
    `<h1 style="margin:0 0 12px;font-size:20px;line-height:28px;font-weight:600">${inHtml(title)}</h1>`,
    ...lines.map(line => paragraph(line, 'margin:0 0 12px')),
    factsOf(facts),
    action === undefined ? '' : buttonOf(action),
    timelineOf(timeline),
    '</td></tr>',
    `<tr><td style="padding:12px 4px">${paragraph(footer, small)}${leave === undefined ? '' : linkOf(leave)}</td></tr>`,
    '</table>',
    '<!--[if mso]></td></tr></table><![endif]-->',
    '</td></tr></table>',
    '</body>',
    '</html>',
    '',
  ]
    .filter((line, index, all) => line !== '' || index === all.length - 1)
    .join('\n');
}

const small = 'font-size:13px;line-height:20px;opacity:.8';

const paragraph = (text: string, style: string): string =>
  `<p style="${style.includes('margin:') ? '' : 'margin:0 0 4px;'}${style}">${inHtml(text)}</p>`;

const factsOf = (facts: readonly Fact[]): string =>
  facts.length === 0
    ? ''
    : [
        '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 12px;font-size:16px;line-height:24px">',
        ...facts.map(
          ({ title, value }) =>
            `<tr><td valign="top" style="padding:2px 16px 2px 0;font-weight:600;word-break:keep-all;overflow-wrap:normal">${inHtml(title)}</td><td valign="top" style="padding:2px 0">${inHtml(value)}</td></tr>`,
        ),
        '</table>',
      ].join('\n');

const timelineOf = (timeline: readonly string[]): string =>
  timeline.length === 0
    ? ''
    : [
        '<div style="border-top:1px solid #a6a6a6;margin:16px 0 0;padding-top:12px">',
        ...timeline.map(moment => paragraph(moment, 'font-size:14px;line-height:20px')),
        '</div>',
      ].join('\n');

/** A cell is colored in Outlook too; a link alone is not. */
const buttonOf = ({ title, url }: Link): string =>
  '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:16px 0 4px"><tr><td bgcolor="#5b5fc7" style="background:#5b5fc7;border-radius:4px">' +
  `<a href="${inHtml(url)}" style="display:inline-block;padding:10px 20px;font-size:16px;line-height:24px;font-weight:600;color:#ffffff;text-decoration:none">${inHtml(title)}</a>` +
  '</td></tr></table>';

const linkOf = ({ title, url }: Link): string =>
  `<p style="margin:0;${small}"><a href="${inHtml(url)}" style="color:inherit">${inHtml(title)}</a></p>`;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const inHtml = (text: string): string => text.replaceAll(/[&<>"']/g, mark => entities[mark] ?? '');
