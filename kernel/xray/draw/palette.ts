/** The colour of each kind of operation. Text in `INK` on `fill`, and in `deep` on the pale pill, has a contrast of 4.5:1 and more. */
import type { OperationKind } from '../report';

export interface Colours {
  readonly fill: string;
  /** For outlines, bodies of responses and the text of pills. */
  readonly deep: string;
}

export const PALETTE: Readonly<Record<OperationKind, Colours>> = {
  timer: { fill: '#f2b23e', deep: '#8a5300' },
  http: { fill: '#5b9bf8', deep: '#1d4fb8' },
  file: { fill: '#35b98a', deep: '#0a6b4b' },
  dns: { fill: '#3cc0d4', deep: '#0b6675' },
  socket: { fill: '#9298f6', deep: '#4036b8' },
  process: { fill: '#b095f5', deep: '#5b2fb5' },
  worker: { fill: '#df85e6', deep: '#8a1f96' },
  pool: { fill: '#f08cbf', deep: '#a02263' },
  zlib: { fill: '#aab74a', deep: '#5a6400' },
  crypto: { fill: '#f2966d', deep: '#9a3b12' },
  input: { fill: '#9db0ca', deep: '#42526b' },
  other: { fill: '#aab0bb', deep: '#4b5563' },
};

export const CARD = { fill: '#ffffff', edge: '#d5dae3', zebra: '#f4f6fa', grid: '#e1e5ec', flight: '#c9d4e6', flightEdge: '#6f83a6', bracket: '#64748b' };
export const BLOCKED = { band: '#ef4444', edge: '#c81e1e' };
