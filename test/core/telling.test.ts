import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  asksFor,
  dayMs,
  flapMs,
  hourMs,
  isCritical,
  isNews,
  minuteMs,
  mostEditsAnHour,
  newsMs,
  tellingOf,
  untold,
  type Alert,
  type AlertKind,
  type Instant,
  type Matter,
  type Route,
  type Told,
} from '../../core/index.ts';
import { epoch, lived, Lives, moments, type Moment, type StageName } from '../support/matter-histories.ts';

const numRuns = Number(process.env['LAWS_RUNS'] ?? 300);
const seed = Number(process.env['LAWS_SEED'] ?? 20_261_126);

/** Something that one conversation was told. */
interface Message {
  readonly at: Instant;
  readonly kind: 'post' | 'edit';
  readonly matter: Matter;
}

/** One conversation, which is told at every moment at which it can be. */
class Conversation {
  readonly messages: Message[] = [];
  readonly told = new Map<string, Told>();
  readonly route: Route;

  constructor(route: Route) {
    this.route = route;
  }

  tell(lives: Pick<Lives, 'all' | 'now'>): void {
    for (const matter of lives.all)
      for (;;) {
        const told = this.told.get(matter.id) ?? untold;
        const { kind } = tellingOf(matter, told, this.route, lives.now);
        if (kind === 'nothing' || kind === 'later') break;
        this.messages.push({ at: lives.now, kind, matter });
        this.told.set(matter.id, after(told, { at: lives.now, kind, matter }));
      }
  }

  posts(id: string): readonly Message[] {
    return this.messages.filter(({ kind, matter }) => kind === 'post' && matter.id === id);
  }
}

function after(told: Told, { at, kind, matter }: Message): Told {
  const shown = matter.version;
  if (kind === 'edit') return { ...told, shown, editedAt: [...told.editedAt, at] };
  return { activityId: `${matter.id} ${shown}`, shown, posting: matter.posting, editedAt: [] };
}

/** Quiet from 18:00 to 8:00, UTC. */
const nights = (at: Instant): Instant | undefined => {
  const hour = new Date(at).getUTCHours();
  const eight = Math.floor(at / dayMs) * dayMs + 8 * hourMs;
  return hour < 8 ? eight : hour >= 18 ? eight + dayMs : undefined;
};

const never = (): undefined => undefined;

const someKinds = fc.constantFrom<Route['kinds']>(
  'all',
  'critical',
  ['low-balance'],
  ['recharge-failed', 'cap-reached'],
  [],
);
const routes: fc.Arbitrary<Route> = fc.record({
  kinds: someKinds,
  quietUntil: fc.constantFrom<Route['quietUntil']>(never, nights),
});

const check = (
  route: fc.Arbitrary<Route>,
  each: (conversation: Conversation, lives: Lives, moment: Moment) => void,
  end: (conversation: Conversation, lives: Lives, amiss: readonly StageName[]) => void = () => undefined,
): void => {
  fc.assert(
    fc.property(moments, route, (life, asked) => {
      const conversation = new Conversation(asked);
      const lives = lived(life, (sofar, moment) => {
        if (moment.isUp) conversation.tell(sofar);
        each(conversation, sofar, moment);
      });
      end(conversation, lives, life.at(-1)?.amiss ?? []);
    }),
    { numRuns, seed },
  );
};

/** Lets time pass without anything else happening, so that whatever waits is told. */
function settle(conversation: Conversation, lives: Lives, amiss: readonly StageName[]): void {
  for (let hours = 0; hours < 40; hours += 1) {
    lives.now += hourMs;
    lives.follow(amiss);
    conversation.tell(lives);
  }
}

const stageOf = ({ key }: Matter): string => key;

describe('who is told what', () => {
  it('law: nothing critical is muted, by filter, quiet hours, snooze or what came before', () => {
    // For how long each stage has been going up and down, by matter and stage.
    fc.assert(
      fc.property(moments, routes, (life, route) => {
        const conversation = new Conversation(route);
        const stays = new Map<string, { from: Instant; to: Instant }>();
        lived(life, (lives, { isUp }) => {
          for (const { id, key } of lives.open) {
            const stay = stays.get(`${id} ${key}`);
            // It is the same stay if it was left and comes back within a quarter of an hour.
            if (stay === undefined || lives.now - stay.to >= flapMs)
              stays.set(`${id} ${key}`, { from: lives.now, to: Infinity });
            else stay.to = Infinity;
          }
          for (const [name, stay] of stays)
            if (stay.to === Infinity && !lives.open.some(({ id, key }) => `${id} ${key}` === name)) stay.to = lives.now;
          if (!isUp) return;
          conversation.tell(lives);
          for (const matter of lives.open.filter(isCritical)) {
            const { from } = stays.get(`${matter.id} ${matter.key}`)!;
            const posts = conversation.posts(matter.id);
            assert.ok(
              posts.some(post => post.at >= from && stageOf(post.matter) === matter.key),
              `${matter.key} was not posted since ${from}`,
            );
          }
        });
      }),
      { numRuns: numRuns * 3, seed },
    );
  });

  it('law: a stage is posted once, unless it comes back after a quarter of an hour or a snooze is over', () => {
    check(routes, ({ messages }) => {
      const posts = messages.filter(({ kind }) => kind === 'post');
      for (const [index, { matter }] of posts.entries()) {
        const before = posts.slice(0, index).findLast(post => post.matter.id === matter.id);
        if (before === undefined) continue;
        assert.ok(matter.posting > before.matter.posting);
        assert.ok(matter.calledAt > before.matter.calledAt || stageOf(matter) !== stageOf(before.matter));
      }
    });
  });

  it('law: who was told nothing of a matter is not told that it is over, and whoever was is', () => {
    check(
      routes,
      () => undefined,
      (conversation, lives) => {
        lives.now += minuteMs;
        lives.follow([]);
        const { length } = conversation.messages;
        settle(conversation, lives, []);
        for (const { kind, matter } of conversation.messages.slice(length))
          assert.ok(kind === 'edit' && conversation.posts(matter.id).length > 0);
        for (const matter of lives.all) {
          const told = conversation.told.get(matter.id);
          if (told !== undefined) assert.equal(told.shown, matter.version);
        }
      },
    );
  });

  it('law: quiet hours, snoozes, filters and failures lose nothing: what is still amiss when they end is shown as it is', () => {
    check(
      routes,
      () => undefined,
      (conversation, lives, amiss) => {
        settle(conversation, lives, amiss);
        for (const matter of lives.open) {
          const told = conversation.told.get(matter.id);
          if (asksFor(conversation.route, matter)) assert.ok(told !== undefined, `${matter.key} was not told`);
          if (told !== undefined) assert.equal(told.shown, matter.version);
        }
      },
    );
  });

  it('law: whatever was posted is shown as it is within an hour, held or not', () => {
    check(routes, (conversation, lives, { isUp }) => {
      if (!isUp) return;
      for (const matter of lives.all) {
        const told = conversation.told.get(matter.id);
        if (told === undefined || told.shown === matter.version) continue;
        assert.ok(told.editedAt.filter(at => lives.now - at < hourMs).length >= mostEditsAnHour);
      }
    });
  });

  it('law: what one conversation is told of a matter never goes back, and a card is edited four times an hour at most', () => {
    check(routes, ({ messages }) => {
      const last = new Map<string, number>();
      for (const { matter } of messages) {
        assert.ok(matter.version > (last.get(matter.id) ?? 0));
        last.set(matter.id, matter.version);
      }
      const edits = messages.filter(({ kind }) => kind === 'edit');
      for (const edit of edits) {
        const same = edits.filter(
          ({ at, matter }) => matter.id === edit.matter.id && edit.at - at < hourMs && at <= edit.at,
        );
        const posted = messages.findLast(
          one => one.kind === 'post' && one.matter.id === edit.matter.id && one.at <= edit.at,
        );
        assert.ok(same.filter(({ at }) => at >= (posted?.at ?? 0)).length <= mostEditsAnHour);
      }
    });
  });

  it('law: a route is told nothing but what it asks for, and news only while it is news', () => {
    check(routes, ({ messages, route }) => {
      for (const { kind, matter } of messages) if (kind === 'post') assert.ok(asksFor(route, matter));
    });
    const news: Alert = { id: 'alert-1', kind: 'recharge-succeeded', at: epoch, currency: 'USD', balance: 1 };
    const lives = new Lives();
    lives.follow([], [news]);
    const [told] = lives.all;
    assert.ok(told !== undefined && isNews(told));
    const all: Route = { kinds: 'all', quietUntil: never };
    assert.equal(tellingOf(told, untold, all, epoch + newsMs).kind, 'post');
    assert.equal(tellingOf(told, untold, all, epoch + newsMs + 1).kind, 'nothing');
  });

  it('law: between looks a snooze that is over posts nothing: people are called when it wakes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.boolean(), (hours, isLookFirst) => {
        const conversation = new Conversation({ kinds: 'all', quietUntil: never });
        const lives = new Lives();
        lives.follow(['low']);
        lives.act({ act: 'snoozes' }, hours * hourMs);
        conversation.tell(lives);
        lives.now += hours * hourMs;
        if (!isLookFirst) conversation.tell(lives);
        lives.follow(['low']);
        conversation.tell(lives);
        assert.equal(conversation.posts('matter-1').length, 1);
      }),
      { numRuns: 20, seed },
    );
  });

  for (const [one, other] of [
    ['low', undefined],
    ['zero', 'low'],
    ['zero', undefined],
    ['failed', 'capped'],
  ] as const satisfies readonly (readonly [StageName, StageName | undefined])[])
    it(`${one} that turns to ${other ?? 'nothing'} and back every minute for a day is posted once and edited four times an hour`, () => {
      const conversation = new Conversation({ kinds: 'all', quietUntil: never });
      const lives = new Lives();
      for (let minute = 0; minute < 24 * 60; minute += 1) {
        lives.now += minuteMs;
        lives.follow(minute % 2 === 0 ? [one] : other === undefined ? [] : [other]);
        conversation.tell(lives);
      }
      assert.equal(lives.all.length, 1);
      assert.equal(conversation.posts('matter-1').length, 1);
      const edits = conversation.messages.length - 1;
      assert.ok(edits > 24 && edits <= 24 * mostEditsAnHour, String(edits));
      settle(conversation, lives, []);
      assert.equal(conversation.told.get('matter-1')?.shown, lives.all[0]?.version);
    });

  it('zero that passed before it could be told is told when it comes back for good', () => {
    const conversation = new Conversation({ kinds: 'all', quietUntil: never });
    const lives = new Lives();
    const moment = (isUp: boolean, amiss: StageName): void => {
      lives.now += minuteMs;
      lives.follow([amiss]);
      if (isUp) conversation.tell(lives);
    };
    moment(true, 'low');
    moment(false, 'zero');
    moment(true, 'low');
    moment(true, 'zero');
    assert.deepEqual(
      conversation.posts('matter-1').map(({ matter }) => matter.alert.kind),
      ['low-balance', 'balance-zero'] satisfies readonly AlertKind[],
    );
  });

  it('an acknowledgment is shown on a card whose next post is held by quiet hours', () => {
    const conversation = new Conversation({ kinds: 'all', quietUntil: nights });
    const lives = new Lives();
    lives.now = epoch + 17 * hourMs;
    lives.follow(['failed']);
    conversation.tell(lives);
    lives.now += 2 * hourMs;
    lives.follow(['again']);
    conversation.tell(lives);
    lives.act({ act: 'acknowledges' });
    conversation.tell(lives);
    const last = conversation.messages.at(-1);
    assert.deepEqual([last?.kind, last?.matter.acknowledged?.by], ['edit', 'Megan']);
    settle(conversation, lives, ['again']);
    assert.equal(conversation.posts('matter-1').length, 2);
  });
});
