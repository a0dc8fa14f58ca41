/** Ethernet frames on a stream: each one after its length in four bytes, highest first. */

export interface Frames {
  readonly frames: readonly Buffer[];
  /** The beginning of a frame that is still on its way. */
  readonly rest: Buffer;
}

/** Takes whole frames off the front. */
export function splitFrames(bytes: Buffer): Frames {
  const frames: Buffer[] = [];
  let rest = bytes;
  while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
    const end = 4 + rest.readUInt32BE(0);
    frames.push(rest.subarray(4, end));
    rest = rest.subarray(end);
  }
  return { frames, rest };
}

/** A frame as it goes on the stream. */
export function packFrame(frame: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}
