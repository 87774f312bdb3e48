import type { DeclaredDataset } from './declared-dataset.ts';

/** What a declared name must look like. */
export const SNAKE_CASE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/** `hub_name` as a GraphQL field: `hubName`. */
export function fieldName(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `hub_name` as a GraphQL enum value: `HUB_NAME`. */
export function enumName(name: string): string {
  return name.toUpperCase();
}

/** The declared name of an enum value: the inverse of {@link enumName}. */
export function declaredName(value: string): string {
  return value.toLowerCase();
}

/** What the names of a dataset's GraphQL types begin with: `EnergyPrices`. */
export function typePrefix({ name }: Pick<DeclaredDataset, 'name'>): string {
  const field = fieldName(name);
  return `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}

/** The GraphQL type of a dataset itself: `EnergyPricesDataset`. */
export function datasetType(dataset: Pick<DeclaredDataset, 'name'>): string {
  return `${typePrefix(dataset)}Dataset`;
}
