import { type Command, Option } from 'commander';
import type { KeyPath } from '../settings/keys.ts';
import { loadSettings } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import type { Invocation } from './invocation.ts';

/** Flags that stand for a setting, by the name commander gives their values. */
const FLAGS = {
  dataDir: {
    flag: '--data-dir',
    value: '<folder>',
    path: 'data_dir',
    text: 'folder of the embedded engines',
  },
  datasetsDir: {
    flag: '--datasets-dir',
    value: '<folder>',
    path: 'datasets_dir',
    text: 'folder of the declared datasets',
  },
  host: { flag: '--host', value: '<address>', path: 'server.host', text: 'address to listen on' },
  port: {
    flag: '--port',
    value: '<number>',
    path: 'server.port',
    text: 'port to listen on; 0 takes any free one',
  },
} as const satisfies Record<string, { flag: string; value: string; path: KeyPath; text: string }>;

type FlagName = keyof typeof FLAGS;

/** Adds `--settings` and the named flags to a command. */
export function addSettingsOptions(command: Command, names: readonly FlagName[]): Command {
  command.addOption(new Option('--settings <file>', 'YAML file over the packaged settings.yaml'));
  for (const name of names) {
    const { flag, value, text } = FLAGS[name];
    command.addOption(new Option(`${flag} ${value}`, text));
  }
  return command;
}

/** The settings of a command: its flags over environment, file and defaults. Throws BAD_USER_INPUT. */
export function settingsOf(options: Readonly<Record<string, unknown>>, { env }: Invocation): Settings {
  const overrides: Partial<Record<KeyPath, { value: string; source: string }>> = {};
  for (const [name, { flag, path }] of Object.entries(FLAGS)) {
    const value = options[name];
    if (typeof value === 'string') overrides[path] = { value, source: flag };
  }
  const file = typeof options.settings === 'string' ? { file: options.settings } : {};
  return loadSettings({ env, overrides, ...file });
}
