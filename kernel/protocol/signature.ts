/** Signatures of messages (Jupyter messaging 5.5, wire protocol): HMAC over the four JSON frames, as lower-case hex. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs and verifies with the connection file's key. */
export interface Signer {
  /** The signature frame; empty for an empty key. */
  sign(frames: readonly Uint8Array[]): Buffer;
  /** Compares in constant time, before anything is parsed. */
  verify(signature: Uint8Array, frames: readonly Uint8Array[]): boolean;
  /** False for an empty key: messages are then unsigned. */
  readonly isSigning: boolean;
}

/** @param scheme for example `hmac-sha256`. @throws Error for a scheme that this Node can't compute. */
export function createSigner(key: string, scheme: string): Signer {
  if (key === '') return { isSigning: false, sign: () => Buffer.alloc(0), verify: (signature) => signature.length === 0 };
  const algorithm = scheme.replace(/^hmac-/, '');
  const sign = (frames: readonly Uint8Array[]): Buffer => {
    const hmac = createHmac(algorithm, key);
    for (const frame of frames) hmac.update(frame);
    return Buffer.from(hmac.digest('hex'), 'latin1');
  };
  const length = sign([]).length;
  return {
    isSigning: true,
    sign,
    verify: (signature, frames) => signature.length === length && timingSafeEqual(signature, sign(frames)),
  };
}
