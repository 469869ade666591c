/** Where a program says on its output that it listens, once it does. */
export async function addressIn(output: AsyncIterable<Buffer>): Promise<string> {
  let said = '';
  for await (const part of output) {
    said += part.toString();
    const [, address] = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`not listening: ${said}`);
}
