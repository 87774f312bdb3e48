import { expect, test } from '@jest/globals';
import type { Additivity } from '../../../src/model/declared-dataset.ts';
import { additivityOf } from '../../../src/units/additivity.ts';

const CASES: readonly [units: string | null, id: string, name: string, additivity: Additivity][] = [
  ['thousand megawatthours', 'ELEC.GEN.ALL-US-99.M', 'Net generation : all fuels : United States', 'FLOW'],
  ['megawatthours', 'EBA.PJM-ALL.D.H', 'Demand for PJM', 'FLOW'],
  ['cents per kilowatthour', 'ELEC.PRICE.AK-ALL.A', 'Average retail price of electricity', 'RATE'],
  ['number of customers', 'ELEC.CUSTOMERS.AK-ALL.M', 'Number of customer accounts : Alaska', 'STOCK'],
  ['thousand barrels', 'ELEC.STOCKS.PEL-US-98.M', 'Fossil-fuel stocks for electricity generation', 'STOCK'],
  ['thousand barrels', 'ELEC.RECEIPTS.PEL-US-99.M', 'Receipts of fossil fuels by electricity plants', 'FLOW'],
  ['Thousand Barrels', 'PET.MCRSTUS1.M', 'U.S. Ending Stocks of Crude Oil, Monthly', 'STOCK'],
  ['Thousand Barrels', 'PET.MCRSCUS1.M', 'U.S. Crude Oil Stock Change, Monthly', 'FLOW'],
  ['Thousand Barrels per Day', 'PET.WBCIMUS2.W', 'U.S. Imports of Gasoline Blending Components', 'RATE'],
  ['Percent', 'PET.WPULEUS3.W', 'U.S. Percent Utilization of Refinery Operable Capacity', 'RATE'],
  ['mb', 'STEO.BDPSPUS.M', 'biodiesel inventory, Monthly', 'STOCK'],
  ['mb eop', 'STEO.C3PSPUS.M', 'propane us total, Monthly', 'STOCK'],
  ['mmst', 'STEO.CLSD_DRAW_TON.M', 'coal primary inventory withdrawals, Monthly', 'FLOW'],
  ['mbd', 'STEO.PAPR_OD.M', 'crude oil and liquid fuels supply, south sudan', 'RATE'],
  ['gw', 'STEO.NGCHCGW_US.M', 'natural gas net summer generating capacity', 'RATE'],
  ['count', 'STEO.DUCSAP.M', 'appalachia drilled but uncompleted wells , Monthly', 'STOCK'],
  ['count', 'STEO.RIGSR48.M', 'rest of lower 48 states, excluding gom active rigs, Monthly', 'STOCK'],
  ['count', 'STEO.NWCR48.M', 'rest of lower 48 states, excluding gom new wells completed', 'FLOW'],
  ['count', 'STEO.NWREF.M', 'eagle ford  new wells drilled per rig, Monthly', 'RATE'],
  ['m', 'STEO.EE_ENC.M', 'total non-farm employment e. n. central, Monthly', 'STOCK'],
  ['k', 'STEO.QHALLC_ENC.M', 'households e. n. central, Monthly', 'STOCK'],
  ['Thousand', 'SEDS.TPOPP.AZ.A', 'Resident population including Armed Forces, Arizona', 'STOCK'],
  ['kwh', 'STEO.EXRCH_US.M', 'average residential electricity usage per customer', 'RATE'],
  ['Million Btu', 'SEDS.TETPB.AZ.A', 'Total energy consumption per capita, Arizona', 'RATE'],
  [
    'Million dollars',
    'SEDS.FOICV.TX.A',
    'Petrochemical feedstocks, expenditures in the industrial sector',
    'FLOW',
  ],
  ['m (saar)', 'STEO.HSTCXUS.M', 'housing starts, Monthly', 'RATE'],
  ['index 82=1.00', 'STEO.WP57IUS.M', 'producer price index: petroleum', 'RATE'],
  ['', 'SEDS.GETXV.AZ.A', 'GETXV, Arizona', 'RATE'],
  [null, 'X', 'No units', 'RATE'],
];

test.each(CASES)('%s of %s (%s) is %s', (units, id, name, additivity) => {
  expect(additivityOf(units, { id, name, frequency: 'MONTHLY' })).toBe(additivity);
});

test('averages of four weeks overlap, so they do not add up', () => {
  const series = { id: 'X', name: 'Production', frequency: 'FOUR_WEEK' } as const;
  expect(additivityOf('Thousand Barrels', series)).toBe('RATE');
  expect(additivityOf('Thousand Barrels', { ...series, frequency: 'WEEKLY' })).toBe('FLOW');
});

test('units alone are enough for prices, rates and flows', () => {
  expect(['MWh', 'USD/MWh', 'bbl/d', '%', 'bcf eop'].map((units) => additivityOf(units))).toEqual([
    'FLOW',
    'RATE',
    'RATE',
    'RATE',
    'STOCK',
  ]);
});
