// Hours as people say them, in the digits in which quiet hours are read.

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

const said = new RegExp(
  String.raw`\b(${numbers.join('|')})(?= (?:in the (?:morning|afternoon|evening)|at night|o'clock|am\b|pm\b|until\b|till\b))`,
  'giu',
);

/** "Six in the evening", 晚6点以后, 次日早8点: what quiet hours are read from. */
export const withPlainHours = (text: string): string =>
  text
    .replaceAll(said, word => String(numbers.indexOf(word.toLowerCase()) + 1))
    .replaceAll(/(?<=点)钟?(?:以后|之后|后)/gu, '')
    .replaceAll(/(?:次日|第二天|隔天)/gu, '')
    .replaceAll(/([早晚])(?=\d)/gu, '$1上');
