import { pickElements } from '../calendar/label-arrays.ts';
import { sampleIndices } from '../calendar/sample.ts';
import { badUserInput } from '../errors.ts';
import type { Sampling } from '../model/observation-columns.ts';
import type { LoadedArrays } from './eia-observations.ts';

/** How many observations the columns of one series may have, and how many may be read to choose them. */
export type PointLimits = { readonly maxPoints: number; readonly maxSampledPoints: number };

/** Throws BAD_USER_INPUT naming `maxPoints` for fewer than the two ends or more than `limits.maxPoints`. */
export function checkSampling(sampling: Sampling | null | undefined, limits: PointLimits): void {
  if (sampling == null || (sampling.maxPoints >= 2 && sampling.maxPoints <= limits.maxPoints)) return;
  throw badUserInput(
    'maxPoints',
    `"maxPoints" is ${sampling.maxPoints}.`,
    `A number from 2, as the first and the last point are always kept, to ${limits.maxPoints}.`,
  );
}

/** The same arrays, labels and values among them, with the points a chart needs; unchanged where they are few enough. */
export function sampledArrays(loaded: LoadedArrays, { maxPoints, downsampling }: Sampling): LoadedArrays {
  if (loaded.length <= maxPoints) return loaded;
  const { label = '[]', value = '[]', period } = loaded;
  const times: number[] = JSON.parse(label);
  const values: (number | null)[] = JSON.parse(value);
  const indices = sampleIndices({ times, values }, maxPoints, downsampling);
  return {
    ...{ length: indices.length, reading: loaded.reading },
    label: JSON.stringify(indices.map((index) => times[index])),
    value: JSON.stringify(indices.map((index) => values[index])),
    ...(period === undefined ? {} : { period: pickElements(period, indices) }),
  };
}
