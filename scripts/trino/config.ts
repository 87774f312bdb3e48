import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a local Trino is to be like. */
export type TrinoOptions = {
  /** Its files; made where missing. */
  readonly folder: string;
  readonly port: number;
  /** Java's heap, e.g. `2G`. */
  readonly memory: string;
  /** `postgres://user:password@host:port/database` of the catalog `postgresql`; null leaves it out. */
  readonly postgres: string | null;
};

type Properties = Readonly<Record<string, string>>;

/** Writes the configuration files; returns the folder they are in. */
export function writeConfig(options: TrinoOptions): string {
  const etc = join(options.folder, 'etc');
  const catalogs = join(etc, 'catalog');
  rmSync(etc, { recursive: true, force: true });
  mkdirSync(catalogs, { recursive: true });
  mkdirSync(join(options.folder, 'lake'), { recursive: true });
  const write = (file: string, properties: Properties): void => {
    const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(file, lines.join(''), { mode: 0o600 });
  };
  write(join(etc, 'config.properties'), {
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': String(options.port),
    'discovery.uri': `http://127.0.0.1:${options.port}`,
    'catalog.config-dir': catalogs,
    'query.client.timeout': '1m',
  });
  for (const [name, properties] of Object.entries(catalogProperties(options))) {
    write(join(catalogs, `${name}.properties`), properties);
  }
  return etc;
}

/** Flags of Java that say where the files are, and keep the server on this machine. */
export function javaFlags({ folder, memory }: TrinoOptions): string[] {
  const etc = join(folder, 'etc');
  return [
    `-Xmx${memory}`,
    '-XX:+UseG1GC',
    '-XX:+ExitOnOutOfMemoryError',
    '-XX:ReservedCodeCacheSize=256M',
    '--enable-native-access=ALL-UNNAMED',
    '-Dnode.environment=local',
    '-Dnode.id=aurum-local',
    `-Dnode.data-dir=${join(folder, 'data')}`,
    '-Dnode.bind-ip=127.0.0.1',
    '-Dnode.internal-address=127.0.0.1',
    `-Dconfig=${join(etc, 'config.properties')}`,
  ];
}

function catalogProperties({ folder, postgres }: TrinoOptions): Record<string, Properties> {
  return {
    iceberg: {
      'connector.name': 'iceberg',
      // Tables without any service beside the server (https://trino.io/docs/476/object-storage/metastores.html).
      'iceberg.catalog.type': 'TESTING_FILE_METASTORE',
      'hive.metastore.catalog.dir': 'local:///metastore',
      'fs.native-local.enabled': 'true',
      'local.location': join(folder, 'lake'),
      'iceberg.add-files-procedure.enabled': 'true',
    },
    memory: { 'connector.name': 'memory' },
    tpch: { 'connector.name': 'tpch' },
    ...(postgres === null ? {} : { postgresql: postgresProperties(new URL(postgres)) }),
  };
}

function postgresProperties(url: URL): Properties {
  return {
    'connector.name': 'postgresql',
    'connection-url': `jdbc:postgresql://${url.host}${url.pathname}`,
    'connection-user': decodeURIComponent(url.username),
    ...(url.password === '' ? {} : { 'connection-password': decodeURIComponent(url.password) }),
  };
}
