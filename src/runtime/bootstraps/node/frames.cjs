// Messages between this process and the platform: u32 length, u8 type, body; see ../../managed/frames.ts.
'use strict';

const TYPE = {
  init: 1,
  invoke: 2,
  ready: 16,
  initError: 17,
  response: 18,
  error: 19,
  tooLarge: 20,
  fatalError: 21,
  logEvent: 32,
  logRaw: 33,
};

function frame(type, ...parts) {
  let length = 1;
  for (const part of parts) length += part.length;
  const head = Buffer.allocUnsafe(5);
  head.writeUInt32BE(length, 0);
  head[4] = type;
  return Buffer.concat([head, ...parts], length + 4);
}

/** Returns a function for the chunks of a stream that calls `onFrame(type, body)` for each whole message. */
function frameReader(onFrame) {
  let chunks = [];
  let have = 0;
  let need = 5;
  return (chunk) => {
    chunks.push(chunk);
    have += chunk.length;
    while (have >= need) {
      const all = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, have);
      const length = all.readUInt32BE(0) + 4;
      chunks = [all];
      need = length;
      if (have < length) return;
      const rest = all.subarray(length);
      chunks = rest.length > 0 ? [rest] : [];
      have = rest.length;
      need = 5;
      onFrame(all[4], all.subarray(5, length));
    }
  };
}

module.exports = { TYPE, frame, frameReader };
