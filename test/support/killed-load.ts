import { LoadingDocuments } from '../../bot/drivers/lowdb/loading-documents.ts';
import { openEmbedded } from '../../bot/drivers/stores/embedded.ts';
import { systemClock } from '../../bot/drivers/system/clock.ts';

// A process of its own that loads what one folder holds into another, and is killed once the documents have been written, or the books.

const [from = '', to = '', last] = process.argv.slice(2);
const [source, target] = [openEmbedded(from, systemClock), openEmbedded(to, systemClock)];
const { prototype } = LoadingDocuments;
const write = Reflect.get(prototype, 'write');
if (last === 'documents')
  prototype.write = async function (...given) {
    await write.apply(this, given);
    process.kill(process.pid, 'SIGKILL');
  };
else prototype.keep = () => void process.kill(process.pid, 'SIGKILL');
await target.archive.load(source.archive.pages('intact'));
