/** A message's frames on the wire and off it, without a look inside: for whoever only passes messages on. */
import { DELIMITER } from './session';
import type { Signer } from './signature';

/** Header, parent header, metadata and content are what is signed; buffers follow them. */
const SIGNED_FRAMES = 4;

/** Puts delimiter and signature before the frames (header, parent header, metadata, content, buffers). */
export function signFrames(signer: Signer, frames: readonly Buffer[]): Buffer[] {
  return [DELIMITER, signer.sign(frames.slice(0, SIGNED_FRAMES)), ...frames];
}

/** The frames after delimiter and signature; null when these are missing or wrong. */
export function openFrames(signer: Signer, frames: readonly Buffer[]): Buffer[] | null {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0) return null;
  const [signature, ...rest] = frames.slice(at + 1);
  const signed = rest.slice(0, SIGNED_FRAMES);
  if (signature === undefined || signed.length < SIGNED_FRAMES) return null;
  return signer.verify(signature, signed) ? rest : null;
}
