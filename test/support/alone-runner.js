import TestRunner from 'jest-runner';

/** Runs its files one by one while no other worker is at work: jest runs the files of one runner after those of another. */
export default class AloneRunner extends TestRunner {
  isSerial = true;
}
