import { counted } from './speech.ts';
import { print, Refused } from './terminal.ts';
import { verb } from './verb.ts';

export const distribute = verb({
  name: 'distribute',
  about: 'spread an empty PostgreSQL database over the workers of its cluster (Citus); the bot must be stopped',
  example: 'distribute',
  options: {},
  isOfStore: true,
  run: async session => {
    const { archive, cluster } = session.stores;
    const workers = (await cluster?.workers()) ?? 0;
    if (cluster === undefined || workers === 0)
      throw new Refused('this store has no workers: DATABASE_URL must name the coordinator of a Citus cluster');
    const release = await archive.alone();
    try {
      if (!(await archive.isEmpty()))
        throw new Refused('there is something in this store already: distribute an empty one, and migrate to it');
      await cluster.distribute();
    } finally {
      await release();
    }
    print(session, { workers }, `distributed over ${counted(workers, 'worker')}`);
  },
});
