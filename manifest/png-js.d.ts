declare module 'png-js' {
  /** Reads a picture; throws where it is none. */
  export default class PNG {
    constructor(data: Uint8Array);
    readonly width: number;
    readonly height: number;
    /** Red, green, blue and alpha of each pixel, by lines. */
    decode(done: (pixels: Uint8Array) => void): void;
  }
}
