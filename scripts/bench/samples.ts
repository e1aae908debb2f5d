/** All samples of a bench, and why some are missing. */
import type { KernelName } from './kernels';
import type { MeasureName } from './measures';
import { median, summarise } from './statistics';
import type { Summary } from './statistics';

export class Samples {
  readonly #values = new Map<string, number[]>();
  readonly #cells = { answered: 0, checked: 0 };
  readonly #faults = new Map<string, { readonly reason: string; times: number }>();

  add(kernel: KernelName, measure: MeasureName, value: number): void {
    const key = `${kernel} ${measure}`;
    const values = this.#values.get(key);
    if (values === undefined) this.#values.set(key, [value]);
    else values.push(value);
  }

  of(kernel: KernelName, measure: MeasureName): readonly number[] {
    return this.#values.get(`${kernel} ${measure}`) ?? [];
  }

  summary(kernel: KernelName, measure: MeasureName): Summary | null {
    return summarise(this.of(kernel, measure));
  }

  /** Counts cells of `awaitbook`, and how many of them were checked. */
  addCells({ answered, checked }: { readonly answered: number; readonly checked: number }): void {
    this.#cells.answered += answered;
    this.#cells.checked += checked;
  }

  get cells(): { readonly answered: number; readonly checked: number } {
    return this.#cells;
  }

  /** Median of `kernel` in parts of the median of `against`, there of `other`; null when one of them has no samples. */
  ratio(measure: MeasureName, kernel: KernelName, against: KernelName, other: MeasureName = measure): number | null {
    const [ours, theirs] = [this.of(kernel, measure), this.of(against, other)];
    return ours.length === 0 || theirs.length === 0 ? null : median(ours) / median(theirs);
  }

  /** Notes that a part of the bench failed for this kernel; the first reason stays. */
  fault(kernel: KernelName, part: string, reason: string): void {
    const key = `${kernel}: ${part}`;
    const known = this.#faults.get(key);
    if (known === undefined) this.#faults.set(key, { reason, times: 1 });
    else known.times++;
  }

  /** How often a part of the bench failed for this kernel. */
  faultsOf(kernel: KernelName, part: string): number {
    return this.#faults.get(`${kernel}: ${part}`)?.times ?? 0;
  }

  /** Each as `kernel: part: reason`, with how often. */
  faults(): string[] {
    return [...this.#faults].map(([key, { reason, times }]) => `${key}: ${reason}${times > 1 ? ` (${times} times)` : ''}`);
  }
}
