import { readFile } from 'node:fs/promises';
import { toIso } from '../../core/index.ts';
import { diagnosisOf, type Diagnosis, type Finding } from '../doctor/diagnosis.ts';
import { examine } from '../doctor/examine.ts';
import { areaText, isNames, remedyText, seenText, summaryText } from '../doctor/finding-words.view.ts';
import type { Check } from '../doctor/look.ts';
import { checkPackage } from '../doctor/package-check.ts';
import { checkRefused } from '../doctor/settings-check.ts';
import type { Light, ObservedFact } from '../ports/index.ts';
import { dayAndTime, terminalSpeech } from './speech.ts';
import { print, Refused, type Examination } from './terminal.ts';
import { examiningVerb } from './verb.ts';

export const doctor = examiningVerb({
  name: 'doctor',
  about:
    'look at settings, permissions, Teams, store, clock, imports and deliveries, changing nothing; 1 where anything is red',
  example: 'doctor --package app.zip',
  options: { package: { value: 'FILE', about: 'a Teams app package, to be held to the settings' } },
  examine: async (examination, { package: file }) => {
    const diagnosis = await diagnosed(examination, file);
    print(examination, jsonOf(diagnosis), textOf(examination, diagnosis));
    if (diagnosis.light === 'red') throw new Refused(summaryOf(examination, diagnosis));
  },
});

async function diagnosed({ examined }: Examination, file: string | undefined): Promise<Diagnosis> {
  if (examined.kind === 'refused') return diagnosisOf(checkRefused(examined.problems), []);
  const { drivers, book } = examined;
  return examine(drivers, book, file === undefined ? [] : [packageCheck(file, examined.botId)]);
}

const packageCheck = (file: string, botId: string | undefined): Check => ({
  area: 'package',
  look: async () => checkPackage(await readFile(file).catch(() => Buffer.alloc(0)), botId),
});

const speech = terminalSpeech();

const summaryOf = ({ now }: Examination, diagnosis: Diagnosis): string =>
  summaryText(speech, diagnosis, `${dayAndTime(now, 'UTC')} UTC`);

const colors = { green: 'green', amber: 'yellow', red: 'red' } as const satisfies Readonly<Record<Light, string>>;

/** A line for each finding, what to do below it, and what production should have. */
function textOf(examination: Examination, diagnosis: Diagnosis): string {
  const { findings, missing } = diagnosis;
  const width = Math.max(...findings.map(({ area }) => areaText(speech, area).length));
  return [
    ...findings.flatMap(finding => linesOf(examination, finding, width)),
    ...(missing.length === 0 ? [] : ['', `${speech.say('doctor.missing')}:`]),
    ...missing.map(part => `  ${speech.say(`doctor.missing.${part}`)}`),
    '',
    summaryOf(examination, diagnosis),
  ].join('\n');
}

function linesOf({ paint }: Examination, finding: Finding, width: number): readonly string[] {
  const { light, area } = finding;
  const remedy = remedyText(speech, finding);
  const head = `${paint(colors[light], light.padEnd(5))}  ${areaText(speech, area).padEnd(width)}  `;
  const indent = ' '.repeat(5 + 2 + width + 2);
  return [`${head}${seenText(speech, finding)}`, ...(remedy === undefined ? [] : [`${indent}${remedy}`])];
}

const jsonOf = ({ light, findings, missing }: Diagnosis) => ({
  light,
  findings: findings.map(finding => ({
    area: finding.area,
    kind: finding.kind,
    light: finding.light,
    seen: seenText(speech, finding),
    do: remedyText(speech, finding) ?? null,
    facts: Object.fromEntries(Object.entries(finding.facts).map(([name, fact]) => [name, factJson(fact)])),
  })),
  missing: missing.map(part => ({ part, about: speech.say(`doctor.missing.${part}`) })),
});

function factJson(fact: ObservedFact): string | number | readonly string[] {
  if (typeof fact !== 'object' || isNames(fact)) return fact;
  if ('at' in fact) return toIso(fact.at);
  return 'bytes' in fact ? fact.bytes : `${fact.place} ${fact.number}`;
}
