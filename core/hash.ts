/** SHA-256 of a text, as 64 hexadecimal digits; handed in, so that core stays pure (L2). */
export type Hash = (text: string) => string;
