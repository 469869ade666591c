import type { Instant } from '../../core/index.ts';
import type { Card } from '../../cards/card.ts';
import { doctorCard, type DoctorView, type FaultLine } from '../../cards/doctor.ts';
import { button } from '../../cards/verbs.ts';
import { frame, runButtons } from '../chat/frame.view.ts';
import { joined } from '../chat/joined.view.ts';
import type { Speech } from '../chat/speech.ts';
import type { Light } from '../ports/index.ts';
import type { Diagnosis, Finding } from './diagnosis.ts';
import { areaText, remedyText, seenText, summaryText } from './finding-words.view.ts';

/** A card holds some twenty of them; the command line shows all. */
const mostFaults = 12;
const mostInArea = 6;

const colors = { green: 'Default', amber: 'Warning', red: 'Attention' } as const satisfies Readonly<
  Record<Light, string>
>;

/** What was found, the faults first, each with what to do. */
export function doctorView(speech: Speech, diagnosis: Diagnosis, now: Instant): Card {
  const { light, findings, missing } = diagnosis;
  return doctorCard({
    ...frame(speech, speech.say('doctor.title'), [
      button(speech.say('doctor.again'), 'run', { text: 'doctor' }),
      ...runButtons(speech, 'balance'),
    ]),
    summary: summaryText(speech, diagnosis, speech.dateTime(now)),
    color: colors[light],
    faults: faultsOf(speech, findings),
    works: { title: speech.say('doctor.works'), lines: worksOf(speech, findings) },
    missing: {
      title: speech.say('doctor.missing'),
      lines: missing.map(part => ({ text: speech.say(`doctor.missing.${part}`) })),
    },
  });
}

function faultsOf(speech: Speech, findings: readonly Finding[]): readonly FaultLine[] {
  const faults = (['red', 'amber'] as const).flatMap(light => findings.filter(finding => finding.light === light));
  return faults.slice(0, mostFaults).map(finding => ({
    heading: `${speech.say(`doctor.light.${finding.light}`)} · ${areaText(speech, finding.area)}`,
    color: colors[finding.light],
    seen: seenText(speech, finding),
    remedy: remedyText(speech, finding) ?? '',
  }));
}

/** What works, by what was looked at. */
function worksOf(speech: Speech, findings: readonly Finding[]): DoctorView['works']['lines'] {
  const works = Map.groupBy(
    // What is left out is as it is by default: some thirty names, which the command line shows.
    findings.filter(({ light, kind }) => light === 'green' && kind !== 'settings-left-out'),
    ({ area }) => area,
  );
  return [...works].map(([area, seen]) => ({
    text: speech.say('doctor.line', { area: areaText(speech, area), seen: inOneLine(speech, seen) }),
  }));
}

const inOneLine = (speech: Speech, seen: readonly Finding[]): string =>
  joined(
    speech,
    ...seen.slice(0, mostInArea).map(finding => seenText(speech, finding)),
    ...(seen.length > mostInArea
      ? [speech.say('doctor.more', { count: speech.number(seen.length - mostInArea) })]
      : []),
  );
