import { narrowable, rights as allRights, type Right } from '../../core/index.ts';
import { holdersOf, isGiven, isNarrowed, Rights, type RightHolder } from '../chat/rights.ts';
import { isConfirmed, undoLine } from './confirm.ts';
import { findGroup, findPerson, type NamedHolder } from './find-holder.ts';
import { listRights } from './list-rights.ts';
import { listLooks } from './looks.ts';
import { recording, shared } from './options.ts';
import { print, Refused, WrongUsage, type Session } from './terminal.ts';
import { verb, type Values } from './verb.ts';
import { ownTimeZone } from './wallet.ts';

const options = {
  person: { value: 'PERSON', about: 'to or from whom, by object id or address' },
  group: { value: 'GROUP', about: 'to or from a group of Microsoft Entra, by object id' },
  of: { value: 'PERSON', about: 'looks: at that person, and at lists in which they may have been' },
  limit: shared.limit,
  before: { value: 'PLACE', about: 'looks: from there on, as the last page says' },
  ...recording,
} as const;

type Asked = Values<typeof options>;

export const rights = verb({
  name: 'rights',
  about: 'who has rights beside roles: list, grant, revoke, narrow; and who looked at whom',
  example: 'rights',
  takes: '[grant|revoke RIGHT] [narrow|widen detail] [looks]',
  options,
  run: async (session, asked, words) => {
    // The wallet of another mode is another program's, and so are its rights.
    const timeZone = await ownTimeZone(session);
    const [what = 'list', right, ...more] = words;
    if (more.length > 0) throw new WrongUsage(`unexpected: ${more.join(' ')}`);
    switch (what) {
      case 'list':
        return listRights(session, timeZone, asked.limit);
      case 'looks':
        return listLooks(session, timeZone, asked);
      case 'grant':
        return grant(session, asked, rightCalled(right));
      case 'revoke':
        return revoke(session, asked, rightCalled(right));
      case 'narrow':
      case 'widen':
        return narrow(session, asked, { right: narrowableCalled(right), isWidened: what === 'widen' });
      default:
        throw new WrongUsage(`rights ${what}: grant, revoke, narrow, widen or looks`);
    }
  },
});

async function grant(session: Session, asked: Asked, right: Right): Promise<void> {
  const rightsKept = new Rights(session.documents);
  const { holder, shown } = await holderAsked(asked, {
    person: typed => findPerson(session, typed),
    group: typed => findGroup(session, typed),
  });
  const isHeld = isGiven(await rightsKept.read(), right, holder);
  const json = { right, ...holder };
  const plan = {
    changes: !isHeld,
    json,
    text: isHeld ? `${shown} has the right ${right} already` : `gives the right ${right} to ${shown}`,
  };
  if (!(await isConfirmed(session, asked, () => Promise.resolve(plan)))) return;
  if (!isHeld) await rightsKept.give(right, holder, saidBy(session));
  const undo = undoLine(session, `rights revoke ${right} --${holder.kind} ${holder.id}`);
  print(session, json, isHeld ? plan.text : `${shown} has the right ${right}\n${undo}`);
}

async function revoke(session: Session, asked: Asked, right: Right): Promise<void> {
  const rightsKept = new Rights(session.documents);
  const kept = await rightsKept.read();
  // Whoever has left the directory, or cannot be looked up now, is found by the id that the right was given to.
  const byId = (kind: RightHolder['kind'], typed: string): NamedHolder | undefined => {
    const id = kept.given.find(({ to }) => to.kind === kind && to.id.toLowerCase() === typed.toLowerCase())?.to.id;
    return id === undefined ? undefined : { holder: { kind, id }, shown: `the ${kind} ${id}` };
  };
  const { holder, shown } = await holderAsked(asked, {
    person: async typed => byId('person', typed) ?? findPerson(session, typed),
    group: async typed => byId('group', typed) ?? findGroup(session, typed),
  });
  if (!isGiven(kept, right, holder)) throw new Refused(`${shown} was not given the right ${right}`);
  const json = { right, ...holder };
  const plan = { changes: true, json, text: `takes the right ${right} back from ${shown}` };
  if (!(await isConfirmed(session, asked, () => Promise.resolve(plan)))) return;
  if ((await rightsKept.take(right, holder, saidBy(session))) === 'nobody-left') throw new Refused(nobodyLeft(right));
  const undo = undoLine(session, `rights grant ${right} --${holder.kind} ${holder.id}`);
  print(session, json, `${shown} has not the right ${right} any more\n${undo}`);
}

async function narrow(
  session: Session,
  asked: Asked,
  { right, isWidened }: { readonly right: Right; readonly isWidened: boolean },
): Promise<void> {
  const rightsKept = new Rights(session.documents);
  const kept = await rightsKept.read();
  const count = holdersOf(kept, right).length;
  if (!isWidened && count === 0) throw new Refused(nobodyLeft(right));
  const text = isWidened
    ? `roles give the right ${right} again`
    : `nobody has the right ${right} by a role: it is left to the ${count} it was given to`;
  const plan = {
    changes: isNarrowed(kept, right) === isWidened,
    json: { right, isNarrowed: !isWidened },
    text,
  };
  if (!(await isConfirmed(session, asked, () => Promise.resolve(plan)))) return;
  if (isWidened) await rightsKept.widen(right, saidBy(session));
  else if ((await rightsKept.narrow(right, saidBy(session))) === 'nobody-left') throw new Refused(nobodyLeft(right));
  print(session, plan.json, `${text}\n${undoLine(session, `rights ${isWidened ? 'narrow' : 'widen'} ${right}`)}`);
}

const nobodyLeft = (right: Right): string =>
  `no role gives the right ${right} once it is narrowed, and nobody else has it: give it to somebody first`;

/** The person or group of `--person` or `--group`, of which there must be one. */
async function holderAsked(
  { person, group }: Asked,
  find: Readonly<Record<RightHolder['kind'], (typed: string) => Promise<NamedHolder>>>,
): Promise<NamedHolder> {
  if (person !== undefined && group === undefined) return find.person(person);
  if (group !== undefined && person === undefined) return find.group(group);
  throw new WrongUsage('either --person or --group is needed');
}

const saidBy = ({ operator, now }: Session) => ({ by: operator, at: now });

function rightCalled(typed: string | undefined): Right {
  const right = allRights.find(one => one === typed);
  if (right === undefined) throw new WrongUsage(`which right? ${allRights.join(', ')}`);
  return right;
}

function narrowableCalled(typed: string | undefined): Right {
  const right = rightCalled(typed);
  if (!narrowable.includes(right)) throw new WrongUsage(`only ${narrowable.join(', ')} can be narrowed`);
  return right;
}
