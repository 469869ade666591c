import net from 'node:net';

// Loaded before the Agents Playground, which would otherwise listen on every interface: restricts it to loopback.
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
const listen = net.Server.prototype.listen as (...args: unknown[]) => net.Server;

net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]): net.Server {
  const [first, second] = args;
  if (typeof first === 'number' && typeof second !== 'string')
    return listen.call(this, first, '127.0.0.1', ...args.slice(1));
  if (typeof first === 'object' && first !== null && 'port' in first)
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...args.slice(1));
  return listen.apply(this, args);
} as typeof net.Server.prototype.listen;
