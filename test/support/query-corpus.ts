/** Queries that every engine must answer with the same bytes over the same stored values. */
export const QUERY_CORPUS: readonly string[] = [
  '{ eiaSeries(id: "TEST.MONTHLY.M") { id name description units frequency source startPeriod endPeriod lastUpdated } }',
  '{ eiaSeries(id: "unknown") { id } }',
  '{ eiaSeriesByIds(ids: ["TEST.DAILY.D", "unknown", "TEST.ANNUAL.A", "TEST.DAILY.D"]) { id startPeriod endPeriod } }',
  ...['A', 'D', 'H', 'HL', 'M', 'Q', 'W', '4'].map(
    (code) =>
      `{ eiaSeriesConnection(where: { id: { startsWith: "TEST." }, facets: [{ name: "frequency", in: ["${code}"] }] }) {
        totalCount nodes { id frequency latest { period start end value }
          observations { totalCount units nodes { period start end value } edges { cursor } pageInfo { hasNextPage startCursor } }
          columns { id length time epochMillis period value units } } } }`,
  ),
  ...['America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'].map(
    (
      zone,
    ) => `{ eiaSeriesByIds(ids: ["TEST.HOURLY.H", "TEST.LOCAL.HL", "TEST.MONTHLY.M", "TEST.ANNUAL.A"]) { id
      columns(timeZone: "${zone}") { id time epochMillis period }
      observations(timeZone: "${zone}", first: 3) { nodes { period start end } }
      day: observations(timeZone: "${zone}", range: { between: { start: "2024-03-10", end: "2024-03-11" } }) {
        totalCount nodes { period value } } } }`,
  ),
  `{ eiaSeries(id: "TEST.QUARTERLY") { id } numbers: eiaSeries(id: "TEST.NUMBERS.Q") {
      columns { value epochMillis } observations { nodes { value } } newest: observations(direction: DESC, first: 2) {
      nodes { period value } pageInfo { endCursor hasNextPage hasPreviousPage } } } }`,
  `{ eiaSeriesByIds(ids: ["TEST.HOURLY.H", "TEST.NUMBERS.Q", "TEST.MONTHLY.M", "TEST.EMPTY.M"]) {
      lttb: columns(maxPoints: 4) { id length sampled totalCount time epochMillis period value }
      ends: columns(maxPoints: 2) { period } all: columns { id sampled totalCount }
      extremes: columns(maxPoints: 7, downsampling: MIN_MAX, timeZone: "Asia/Kathmandu") { id time period value } } }`,
  `{ eiaSeries(id: "ELEC.GEN.ALL-US-99.M") { columns(convertTo: "MMBtu") { id units value }
      observations(convertTo: "GWh") { units nodes { value } edges { cursor } } } }`,
  `{ eiaSeries(id: "TEST.MONTHLY.M") {
      periods: observations(range: { periods: { from: "2023-12", through: "202402" } }) { nodes { period } }
      one: observations(range: { periods: { from: "2023" } }) { totalCount nodes { period } }
      open: observations(range: { between: { start: "2024" } }) { nodes { period } }
      none: columns(range: { between: { start: "2030-01-01" } }) { length value time }
      last: observations(last: 2) { nodes { period } pageInfo { hasPreviousPage hasNextPage } }
      paged: observations(first: 2, offset: 1) { nodes { period } pageInfo { hasPreviousPage hasNextPage } } } }`,
  ...['P1Y', 'P3M', '2 weeks', 'PT1H'].map(
    (duration) => `{ eiaSeriesConnection(where: { id: { startsWith: "TEST." } }) { nodes { id
      columns(range: { last: { duration: "${duration}" } }, timeZone: "America/New_York") { id period value }
      observations(range: { last: { duration: "${duration}", until: LATEST_DATA } }, last: 2) {
        totalCount nodes { period } edges { cursor } pageInfo { hasPreviousPage } }
      now: observations(range: { last: { duration: "${duration}", until: NOW } }, timeZone: "Asia/Tokyo") { totalCount }
      all: observations(range: { last: { duration: "P500Y", until: NOW } }) { totalCount } } } }`,
  ),
  ...[
    '{ search: "net GENERATION" }',
    '{ search: "öl" }',
    '{ search: "gener" }',
    '{ dataset: { eq: "electricity" } }',
    '{ dataset: { ne: "ELEC" } }',
    '{ dataset: { in: ["ELEC", "nothing"] } }',
    '{ dataset: { notIn: ["elec"] } }',
    '{ id: { in: [] } }',
    '{ id: { notIn: ["TEST.DAILY.D"] } }',
    '{ id: { eq: "TEST.DAILY.D" } }',
    '{ region: { isNull: true } }',
    '{ region: { isNull: false } }',
    '{ region: { ne: "USA-CA" } }',
    '{ not: { region: { eq: "USA-TX" } } }',
    '{ units: { contains: "mega", startsWith: "thousand" } }',
    '{ frequency: [] }',
    '{ frequency: [MONTHLY, FOUR_WEEK] }',
    '{ facets: [{ name: "part_1", in: ["GEN"] }, { name: "region", in: ["USA-TX"] }] }',
    '{ facets: [{ name: "no such facet", in: ["x"] }] }',
    '{ or: [{ search: "solar" }, { and: [{ id: { startsWith: "TEST.F" } }, { frequency: [FOUR_WEEK] }] }] }',
    '{ or: [] }',
    '{ and: [] }',
    `{ id: { eq: "it's \\\\ \\"quoted\\" \\n %_ {p0:String} $1" } }`,
  ].map((where) => `{ eiaSeriesConnection(where: ${where}) { totalCount nodes { id } } }`),
  ...['ID', 'NAME', 'START_PERIOD', 'END_PERIOD', 'LAST_UPDATED'].flatMap((field) =>
    ['ASC', 'DESC'].flatMap((direction) =>
      ['FIRST', 'LAST'].map(
        (
          nulls,
        ) => `{ eiaSeriesConnection(orderBy: [{ field: ${field}, direction: ${direction}, nulls: ${nulls} }]) {
          edges { cursor node { id } } } }`,
      ),
    ),
  ),
  `{ eiaDatasets { id code name seriesCount frequencies startPeriod endPeriod
      dimensions { name label values(first: 3) { totalCount nodes { value label seriesCount } pageInfo { endCursor } } } } }`,
  '{ eiaDataset(code: "Electricity") { code dimensions { values(search: "SUN") { nodes { value seriesCount } } } } }',
  '{ eiaDataset(code: "NOPE") { code } }',
  '{ node(id: "EiaDataset:ELEC") { id ... on EiaDataset { seriesCount } } }',
  '{ region: node(id: "EiaRegion:USA-TX") { id ... on EiaRegion { name } } none: node(id: "EiaRegion:X") { id } }',
  '{ node(id: "TEST.DAILY.D") { id __typename ... on EiaSeries { name region { code } dataset { code name seriesCount } } } }',
];
